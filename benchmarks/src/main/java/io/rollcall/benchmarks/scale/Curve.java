package io.rollcall.benchmarks.scale;

import java.util.List;

/**
 * What something costs at several sizes. Immutable.
 *
 * @param name what is measured
 * @param unit of the cost
 * @param sizes what there is of, in words
 * @param points in the order of their sizes, two at least
 */
public record Curve(String name, String unit, String sizes, List<Point> points) {
    /**
     * One figure of a curve.
     *
     * @param size more than zero
     * @param cost more than zero
     */
    public record Point(double size, double cost) {}

    public Curve {
        points = List.copyOf(points);
    }

    /**
     * Returns how the cost grows with the size, as the exponent that fits all points best: 0 is not at all, 1 is in
     * proportion.
     */
    double slope() {
        double sizeMean = mean(true);
        double costMean = mean(false);
        double both = 0;
        double square = 0;
        for (Point point : points) {
            double distance = Math.log(point.size) - sizeMean;
            both += distance * (Math.log(point.cost) - costMean);
            square += distance * distance;
        }
        return both / square;
    }

    private double mean(boolean ofSizes) {
        return points.stream()
                .mapToDouble(point -> Math.log(ofSizes ? point.size : point.cost))
                .average()
                .orElseThrow();
    }
}
