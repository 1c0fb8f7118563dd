import org.jspecify.annotations.NullMarked;

/** A process registry: unique names, shared properties, gone with their owner. */
@NullMarked
module io.rollcall.registry {
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.rollcall.registry;
    exports io.rollcall.registry.testing;
}
