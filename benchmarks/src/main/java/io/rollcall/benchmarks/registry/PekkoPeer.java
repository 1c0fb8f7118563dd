package io.rollcall.benchmarks.registry;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Pekko's typed actors: the receptionist, which is asked by message; a reference; a topic. */
public class PekkoPeer {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Benchmark
    public Object find(Actors actors) {
        return actors.find().getServiceInstances(actors.key);
    }

    @Benchmark
    public Object register(Actors actors) {
        actors.<Receptionist.Registered>ask(reply -> Receptionist.register(actors.otherKey, actors.one, reply));
        return actors.<Receptionist.Deregistered>ask(
                reply -> Receptionist.deregister(actors.otherKey, actors.one, reply));
    }

    @Benchmark
    public void one(Actors actors) {
        actors.received.expect(Send.BATCH);
        for (int i = 0; i < Send.BATCH; i++) {
            actors.one.tell("m");
        }
        actors.received.awaitAll();
    }

    @Benchmark
    public void all(Actors actors) {
        actors.received.expect(Send.BATCH);
        actors.topic.tell(Topic.publish("m"));
        actors.received.awaitAll();
    }

    /** One actor that the receptionist knows, and a topic with many subscribers. */
    @State(Scope.Benchmark)
    public static class Actors {
        final Received received = new Received();
        final ServiceKey<String> key = ServiceKey.create(String.class, "one");
        final ServiceKey<String> otherKey = ServiceKey.create(String.class, "other");
        ActorRef<String> one;
        ActorRef<Topic.Command<String>> topic;
        private ActorSystem<Void> system;

        @Setup
        public void fill() {
            system = ActorSystem.create(
                    Behaviors.<Void>empty(),
                    "peer",
                    ConfigFactory.parseString("pekko.loglevel=OFF, pekko.stdout-loglevel=OFF")
                            .withFallback(ConfigFactory.load()));
            one = spawn(receiver(), "one");
            this.<Receptionist.Registered>ask(reply -> Receptionist.register(key, one, reply));
            topic = spawn(Topic.create(String.class, "all"), "all");
            for (int i = 0; i < Send.BATCH; i++) {
                topic.tell(Topic.subscribe(spawn(receiver(), "member" + i)));
            }
            awaitSubscribed();
        }

        Receptionist.Listing find() {
            return ask(reply -> Receptionist.find(key, reply));
        }

        <T> T ask(Function<ActorRef<T>, Receptionist.Command> question) {
            CompletionStage<T> answer =
                    AskPattern.ask(system.receptionist(), question::apply, DEADLINE, system.scheduler());
            return answer.toCompletableFuture().join();
        }

        private Behavior<String> receiver() {
            return Behaviors.receiveMessage(message -> {
                received.one();
                return Behaviors.same();
            });
        }

        private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
            return system.systemActorOf(behavior, name, Props.empty());
        }

        private void awaitSubscribed() {
            Topic.TopicStats stats;
            do {
                stats = AskPattern.<Topic.Command<String>, Topic.TopicStats>ask(
                                topic, Topic::getTopicStats, DEADLINE, system.scheduler())
                        .toCompletableFuture()
                        .join();
            } while (stats.localSubscriberCount() < Send.BATCH);
        }

        @TearDown
        public void stop() {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }
}
