/** The registry beside the JDK's own structures, and beside what else a Java user would take. */
package io.rollcall.benchmarks.registry;
