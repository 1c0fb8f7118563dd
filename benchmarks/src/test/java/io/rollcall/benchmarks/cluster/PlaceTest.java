package io.rollcall.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceTest {
    @Test
    void words_read_areTheSamePlace() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("n2", 7002);
        ports.put("n1", 7001);
        Place place = new Place("n1", Path.of("a", "b"), true, ports);

        Place read = Place.of(place.words());

        assertThat(read).isEqualTo(place);
        assertThat(read.ports().keySet()).containsExactly("n2", "n1");
        assertThat(read.address().getPort()).isEqualTo(7001);
    }
}
