package io.rollcall.server.top;

/** Where screens are drawn and keys are pressed. Safe for use by any thread. */
interface Screens extends AutoCloseable {
    /**
     * A window's size.
     *
     * @param rows lines, from 1 on
     * @param columns from 1 on
     */
    record Size(int rows, int columns) {
        /** What a terminal has that does not know its size. */
        static final Size PRESET = new Size(24, 80);

        private static final int MOST = 1000;

        /** Reads rows and columns. */
        static Size of(String text) {
            if (!text.matches("\\d{1,4} \\d{1,4}")) {
                return PRESET;
            }
            String[] parts = text.split(" ", 2);
            int rows = Integer.parseInt(parts[0]);
            int columns = Integer.parseInt(parts[1]);
            return new Size(
                    rows == 0 ? PRESET.rows : Math.min(rows, MOST),
                    columns == 0 ? PRESET.columns : Math.min(columns, MOST));
        }
    }

    /** Waits so long for a key; {@link Keys#NONE} if none came. */
    char key(long nanos) throws InterruptedException;

    /** Presses a key. */
    void press(char key);

    Size size();

    /** Writes a screen, unless this is closed. */
    void draw(String screen);

    /** Puts back what was there. */
    @Override
    void close();
}
