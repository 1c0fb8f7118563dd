package io.rollcall.server;

/**
 * A value for an option that did not come from the command line.
 *
 * @param option its name, without dashes
 * @param value as it was written
 * @param origin where it was found, for people
 */
record Setting(String option, String value, String origin) {}
