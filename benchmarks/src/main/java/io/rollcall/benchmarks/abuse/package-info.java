/** Programs that treat a server badly for a while, and print what that cost it: docs/abuse.md. */
package io.rollcall.benchmarks.abuse;
