package io.rollcall.server;

import java.lang.reflect.Proxy;

/**
 * The signal that has a daemon read its files again; to a JVM that is told nothing else it means the end. The JDK has no
 * other way than this one of {@code jdk.unsupported}, and javac warns of whoever names it, so it is found by its name.
 */
final class HangUp {
    private HangUp() {}

    /** Has something done at each HUP from now on, on a thread of the JVM; where there is no such signal, nothing. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object runs = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangUp, runs);
        } catch (ReflectiveOperationException none) {
            // a system without it, or a JVM that was told to leave signals alone
        }
    }
}
