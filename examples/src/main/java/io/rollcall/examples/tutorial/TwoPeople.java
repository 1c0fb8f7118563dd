package io.rollcall.examples.tutorial;

import io.rollcall.registry.Dispatch;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;

/** Step 6: one worker casts to another one, found by name; neither knows of the other's connection. */
public final class TwoPeople {
    private final Registry<LineWorker> workers = Registry.create();

    private TwoPeople() {}

    public static void main(String[] arguments) throws InterruptedException {
        start(9999).await();
    }

    public static Listener start(int port) {
        TwoPeople people = new TwoPeople();
        return Listener.start(port, new RegisteredWorkers(people.workers, people::receive)::serve);
    }

    private void receive(LineWorker worker, String line) {
        String[] words = line.split(" ", 2);
        if (words.length < 2 || !words[0].matches("c[0-9]{1,9}")) {
            worker.say("> say: NAME TEXT");
            return;
        }
        String message = "> " + worker.name() + " says: " + words[1];
        Dispatch told = workers.dispatch(Name.of(words[0]), other -> other.tell(message));
        worker.say(told == Dispatch.DELIVERED ? "> told" : "> not told: " + words[0]);
    }
}
