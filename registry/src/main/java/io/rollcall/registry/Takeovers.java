package io.rollcall.registry;

import java.util.Optional;
import java.util.function.Predicate;

/** How a name is taken from a living holder. */
final class Takeovers {
    private Takeovers() {}

    /** Replaces the holder's row, and leaves the holder alive. */
    static <T> Takeover<T> keeping(NameRow<T> row, Predicate<? super Owner<T>> from) {
        Names<T> names = row.owner.registry.names;
        while (true) {
            NameRow<T> holder = names.register(row);
            if (holder == row) {
                return new Takeover<>(row, Optional.empty());
            }
            refuse(row, holder, from);
            if (names.moves.replace(holder, row)) {
                return new Takeover<>(row, Optional.of(holder.owner));
            }
        }
    }

    /**
     * Stands ready to be served and ends the holder: its monitors are told first, then the name moves here before it does
     * to any in line, and nobody sees it free in between. A holder that gave the name up or ended meanwhile was followed
     * by the first in line, who is the next to be ended.
     */
    static <T> Takeover<T> ending(NameRow<T> row, Predicate<? super Owner<T>> from) {
        Names<T> names = row.owner.registry.names;
        Place<T> place = new Place<>(row, null);
        NameRow<T> holder = names.register(row, place);
        try {
            while (holder != row) {
                refuse(row, holder, from);
                if (holder.owner.markEnded(holder, Reason.TAKEN)) {
                    holder.owner.departure.finish();
                }
                holder = names.register(row, place);
            }
        } finally {
            names.abandon(place);
        }
        synchronized (row.owner) {
            return new Takeover<>(row, Optional.ofNullable(place.displaced));
        }
    }

    private static <T> void refuse(NameRow<T> row, NameRow<T> holder, Predicate<? super Owner<T>> from) {
        if (holder.owner == row.owner || !from.test(holder.owner)) {
            throw new NameTakenException(row.name, holder.owner);
        }
    }
}
