package io.rollcall.stress;

import io.rollcall.registry.Owner;
import java.util.ArrayList;
import java.util.List;

/** A race with many more owners in the room. Its list is touched by one actor at most. */
public abstract class Crowd extends Round {
    private final List<Owner<String>> crowd = new ArrayList<>();

    /** Has some come before who the race is about. */
    Crowd(int others) {
        for (int i = 0; i < others; i++) {
            join();
        }
    }

    final void join() {
        Owner<String> owner = registry.join("other");
        owner.register(ROOM);
        crowd.add(owner);
    }

    final void disperse() {
        crowd.forEach(Owner::leave);
        crowd.clear();
    }

    final String dissolve() {
        disperse();
        return rest();
    }
}
