package io.rollcall.benchmarks.report;

import java.util.Collections;
import java.util.List;

/** How one figure is made of those of the rounds. */
public enum Estimate {
    /** The median of the rounds, and the median of their ratios. */
    MEDIAN {
        @Override
        double of(List<Double> figures) {
            return Figures.median(figures);
        }

        @Override
        double ratio(Runs runs) {
            return Figures.median(runs.ratios());
        }
    },
    /** The least of the rounds, and the ratio of the least: for what others can only make greater. */
    LEAST {
        @Override
        double of(List<Double> figures) {
            return Collections.min(figures);
        }

        @Override
        double ratio(Runs runs) {
            return of(runs.candidate()) / of(runs.floor());
        }
    };

    abstract double of(List<Double> figures);

    abstract double ratio(Runs runs);
}
