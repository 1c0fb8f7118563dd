package io.rollcall.server.bench;

/** When each line of an open loop is due. Confined to one thread. */
final class Timetable {
    private static final double NANOS = 1e9;

    private final double nanosEach;
    private final long start;
    private final long lines;
    private long planned;

    /** Makes a timetable of so many lines, at so many a second. */
    Timetable(int rate, long lines, long start) {
        this.nanosEach = NANOS / rate;
        this.lines = lines;
        this.start = start;
    }

    /** Returns when a line is due, the first being line 0. */
    long due(long line) {
        return start + (long) (line * nanosEach);
    }

    /** Returns the number of the first line that is not planned yet. */
    long planned() {
        return planned;
    }

    /** Plans what is due, but no more than that; answers with how many lines that is. */
    int plan(long now, long most) {
        int more = 0;
        while (more < most && planned < lines && due(planned) <= now) {
            planned++;
            more++;
        }
        return more;
    }

    boolean isOver() {
        return planned >= lines;
    }
}
