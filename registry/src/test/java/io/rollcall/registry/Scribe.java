package io.rollcall.registry;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A watcher that writes down what it is told, in words. */
record Scribe(Consumer<String> page) implements Watcher<String> {
    @Override
    public void snapshot(List<Entry<String>> entries, long skipped) {
        page.accept("there " + entries.stream().map(Scribe::text).sorted().toList() + lost(skipped));
    }

    @Override
    public void changed(Change<String> change) {
        String text = change.kind() + " " + text(change.before()) + " " + text(change.after());
        page.accept(text + " " + change.reason() + lost(change.skipped()));
    }

    private static String lost(long skipped) {
        return skipped == 0 ? "" : " skipped " + skipped;
    }

    private static String text(@Nullable Entry<String> entry) {
        return entry == null ? "-" : entry.subject() + "=" + entry.value();
    }
}
