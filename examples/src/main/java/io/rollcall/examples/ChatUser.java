package io.rollcall.examples;

import io.rollcall.registry.Dispatch;
import io.rollcall.registry.Displaced;
import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registration;
import io.rollcall.server.Connection;
import io.rollcall.server.Line;
import io.rollcall.server.Reply;
import io.rollcall.server.Worker;
import java.util.Optional;
import java.util.stream.Collectors;

/** One user of the chat, as long as the connection lasts; confined to its worker. */
final class ChatUser implements Worker {
    private static final int MAX_NAME = 64;
    private static final int MOST_LISTED = 50;

    private final Connection me;
    private String user = "";

    ChatUser(Connection me) {
        this.me = me;
    }

    @Override
    public void receive(Line message, Reply reply) {
        String[] words = message.text().split(" ", 3);
        String whom = words.length > 1 ? words[1] : "";
        if (whom.length() > MAX_NAME) {
            reply.line("sorry: a name has at most " + MAX_NAME + " characters");
            return;
        }
        try {
            reply.line(answer(words[0], whom, words.length > 2 ? words[2] : ""));
        } catch (IllegalArgumentException | LimitExceededException refused) {
            reply.line("sorry: that is not a name, or one too many");
        }
    }

    private String answer(String verb, String whom, String text) {
        if (whom.isEmpty() || user.isEmpty() != verb.equals("login")) {
            return user.isEmpty() ? "say: login NAME" : "say: enter, leave, who ROOM; say ROOM TEXT; tell NAME TEXT";
        }
        return switch (verb) {
            case "login" -> login(whom);
            case "enter" -> enter(Property.of("room:" + whom));
            case "leave" -> mine(whom).map(Registration::unregister).orElse(false) ? "you left" : "you are not there";
            case "say" -> mine(whom).isPresent() ? say(whom, text) : "you are not there";
            case "tell" -> tell(whom, text);
            case "who" -> who(Property.of("room:" + whom));
            default -> "no such word: " + verb;
        };
    }

    private String login(String name) {
        boolean displaced = me.owner()
                .takeOver(Name.of("user:" + name), Displaced.END)
                .displaced()
                .isPresent();
        user = name;
        return "welcome, " + user + (displaced ? "; your other session was ended" : "");
    }

    private Optional<Registration<Connection>> mine(String room) {
        return me.owner().registration(Property.of("room:" + room));
    }

    private String enter(Property room) {
        if (me.owner().registration(room).isEmpty()) {
            me.owner().register(room, user); // the value is what the others see
        }
        return me.registry().count(room) + " here";
    }

    private String say(String room, String text) {
        Line event = Line.of("> " + room + " " + user + ": " + text); // encoded once, for all
        Property members = Property.of("room:" + room);
        return "heard by "
                + me.registry()
                        .broadcast(members, me.owner(), m -> true, m -> m.send(event))
                        .delivered();
    }

    private String tell(String name, String text) {
        Line event = Line.of("> " + user + " to you: " + text);
        Dispatch told = me.registry().dispatch(Name.of("user:" + name), other -> other.send(event));
        return name
                + (told == Dispatch.DELIVERED ? " was told" : told == Dispatch.NOBODY ? " is not here" : " is slow");
    }

    private String who(Property room) {
        return me.registry().entries(room).stream()
                .map(member -> member.value(String.class).orElse("?"))
                .sorted()
                .limit(MOST_LISTED)
                .collect(Collectors.joining(", ", "here: ", ""));
    }
}
