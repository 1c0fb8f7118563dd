import org.jspecify.annotations.NullMarked;

/** Names that are unique across several nodes, and shared keys and messages across them. */
@NullMarked
module io.rollcall.cluster {
    requires transitive io.rollcall.registry;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.rollcall.cluster;
}
