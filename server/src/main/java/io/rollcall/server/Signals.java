package io.rollcall.server;

import java.lang.reflect.Proxy;

/**
 * Signals that are no end: HUP has a daemon read its files again, and to a JVM that is told nothing else it means the end;
 * WINCH tells of a window's new size. The JDK has no other way than this one of {@code jdk.unsupported}, and javac warns of
 * whoever names it, so it is found by its name.
 */
final class Signals {
    private Signals() {}

    /**
     * Has something done at each such signal from now on, on a thread of the JVM; where there is none, nothing.
     *
     * @param name such as {@code HUP}
     */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object runs = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object given = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, given, runs);
        } catch (ReflectiveOperationException none) {
            // a system without it, or a JVM that was told to leave signals alone
        }
    }
}
