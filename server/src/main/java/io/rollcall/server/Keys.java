package io.rollcall.server;

import io.rollcall.registry.Counter;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * What a client may call things. One canonical form is decided at the door, Unicode's NFKC, so that two names that look
 * the same because of width or composition are the same.
 */
final class Keys {
    /** The longest name, in bytes of UTF-8 after normalization. */
    static final int MAX_BYTES = 256;

    /**
     * The longest name before normalization, which makes at most four bytes one. More is too long in any case, and to
     * order a long row of accents takes a time that grows with its square.
     */
    private static final int MAX_GIVEN_BYTES = 4 * MAX_BYTES;

    private Keys() {}

    /** A name that may be looked up: a client's or a connection's id. */
    static Name known(String text) throws Refused {
        return Name.of(canonical(text));
    }

    /** Tells whether a name is the form of a connection's id. */
    static boolean isId(Name name) {
        return isId(name.toString());
    }

    /** Tells whether it is c and digits, perhaps behind something and a dot: by hand, as each connection that comes asks. */
    static boolean isId(String name) {
        int letter = name.length() - 1;
        while (letter >= 0 && name.charAt(letter) >= '0' && name.charAt(letter) <= '9') {
            letter--;
        }
        return letter >= 0
                && letter < name.length() - 1
                && name.charAt(letter) == 'c'
                && (letter == 0 || (letter > 1 && name.charAt(letter - 1) == '.'));
    }

    /** The beginning of names. */
    static String prefix(String text) throws Refused {
        return canonical(text);
    }

    static Counter counter(String text) throws Refused {
        return Counter.of(canonicalNoId(text));
    }

    /** What may be watched: a name, or behind a number sign a property. */
    static Key watched(String text, boolean operator) throws Refused {
        return text.startsWith("#") ? openProperty(text.substring(1), operator) : known(text);
    }

    /** A name that a client may take or give up: not an id, which belongs to the server. */
    static Name own(String text) throws Refused {
        return Name.of(canonicalNoId(text));
    }

    static Property property(String text) throws Refused {
        return Property.of(canonicalNoId(text));
    }

    private static String canonicalNoId(String text) throws Refused {
        String name = canonical(text);
        if (isId(name)) {
            throw new Refused("BADNAME", name + " is the form of a connection's id");
        }
        return name;
    }

    /** A property that a client may join or leave: not the server's own. */
    static Property ownProperty(String text) throws Refused {
        Property property = property(text);
        if (property.equals(Connection.SOCKET_LISTENER)) {
            throw new Refused("BADNAME", property + " belongs to the server");
        }
        return property;
    }

    /** A property whose members a client may see and reach: the server's own only as an operator. */
    static Property openProperty(String text, boolean operator) throws Refused {
        Property property = property(text);
        if (!operator && property.equals(Connection.SOCKET_LISTENER)) {
            throw new Refused("DENIED", property + " is for operators");
        }
        return property;
    }

    private static String canonical(String text) throws Refused {
        requireLength(text, MAX_GIVEN_BYTES);
        String name = Normalizer.normalize(text, Normalizer.Form.NFKC);
        requireLength(name, MAX_BYTES);
        if (name.charAt(0) == '#') {
            throw new Refused("BADNAME", "a name does not begin with #");
        }
        int bad = name.codePoints().filter(Keys::isRefused).findFirst().orElse(-1);
        if (bad >= 0) {
            throw new Refused("BADNAME", String.format("U+%04X cannot be in a name", bad));
        }
        return name;
    }

    private static void requireLength(String name, int most) throws Refused {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > most) {
            throw new Refused("BADNAME", "a name has 1 to " + MAX_BYTES + " bytes, this has " + bytes);
        }
    }

    private static boolean isRefused(int codePoint) {
        int type = Character.getType(codePoint);
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.UNASSIGNED;
    }
}
