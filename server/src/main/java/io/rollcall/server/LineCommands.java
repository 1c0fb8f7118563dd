package io.rollcall.server;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Name;
import io.rollcall.registry.NameTakenException;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.Registration;
import io.rollcall.registry.Takeover;
import java.util.List;
import java.util.Optional;

/** The commands by which a name goes from one connection to another. */
final class LineCommands {
    private LineCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of("/take NAME [VALUE]", "take a name from one's own other session", LineCommands::take),
                Command.of("/queue NAME [VALUE]", "stand in line for a name", LineCommands::queue),
                Command.of("/give NAME TO", "give a name to another", LineCommands::give));
    }

    private static String take(Session session, Arguments arguments) throws Refused {
        Name name = Keys.own(arguments.word());
        String value = arguments.value();
        BackOff<Name> takeovers = session.supervisor().takeovers();
        Optional<Connection> holder = session.registry().whereIs(name);
        long left = holder.isEmpty() ? 0 : takeovers.left(name, session.nanoTime());
        if (left > 0 && holder.get() != session && session.mayTakeFrom(holder.get())) {
            throw new Refused(
                    "DENIED", "held off " + BackOff.shown(left) + ", " + name + " was taken over several times");
        }
        Takeover<Connection> taken;
        try {
            taken = session.owner().takeOver(name, value, Displaced.END, from -> session.mayTakeFrom(from.subject()));
        } catch (NameTakenException held) {
            if (held.holder().subject() == session) {
                throw held;
            }
            throw new Refused("DENIED", name + " is another's");
        }
        session.interests().forgetPlace(name);
        session.given().claimed(name);
        Optional<Owner<Connection>> displaced = taken.displaced();
        displaced.ifPresent(owner -> takeovers.note(name, session.nanoTime()));
        return "+OK" + displaced.map(owner -> " " + owner.subject().id()).orElse("");
    }

    private static String queue(Session session, Arguments arguments) throws Refused {
        Name name = Keys.own(arguments.word());
        int place = session.interests().queue(name, arguments.value());
        if (place > 0) {
            return "+QUEUED " + place;
        }
        session.given().claimed(name);
        return "+OK";
    }

    private static String give(Session session, Arguments arguments) throws Refused {
        Name name = Keys.own(arguments.word());
        Name to = Keys.known(arguments.word());
        arguments.end();
        Registration<Connection> held =
                session.owner().registration(name).orElseThrow(() -> new Refused("NOTYOURS", name.toString()));
        Entry<Connection> receiver =
                session.registry().entry(to).orElseThrow(() -> new Refused("NONE", "nobody holds " + to));
        if (!((Session) receiver.subject()).isAdmitted()) {
            throw new Refused("NONE", to + " has not shown who it is");
        }
        if (receiver.owner().equals(session.owner())) {
            return "+OK";
        }
        GivenNames given = ((Session) receiver.subject()).given();
        given.given(name);
        boolean done = false;
        try {
            done = held.giveTo(receiver.owner()).isPresent();
        } catch (OwnerEndedException gone) {
            throw new Refused("NONE", "nobody holds " + to);
        } finally {
            if (!done) {
                given.claimed(name);
            }
        }
        session.given().claimed(name);
        return done ? "+OK" : "-NOTYOURS " + name;
    }
}
