import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Checks that the single jar has all that is in the jars of a folder: each class, service, version and licence. */
final class SingleJar {
    private SingleJar() {}

    public static void main(String[] arguments) throws IOException {
        List<Path> parts;
        try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
            parts = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        try (JarFile whole = new JarFile(arguments[0])) {
            String lost = Stream.concat(
                            parts.stream().flatMap(part -> lost(part, whole)),
                            Stream.of("META-INF/licenses/LICENSE", "META-INF/licenses/THIRD-PARTY")
                                    .filter(name -> whole.getEntry(name) == null))
                    .collect(Collectors.joining("\n"));
            if (parts.isEmpty() || !lost.isEmpty()) {
                System.err.println(arguments[0] + " lacks, of " + parts.size() + " jars:\n" + lost);
                System.exit(1);
            }
        }
    }

    private static Stream<String> lost(Path part, JarFile whole) {
        try (JarFile jar = new JarFile(part.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .filter(entry -> !entry.getName().matches("META-INF/(MANIFEST.MF|INDEX.LIST)|(.*/)?module-info.class"))
                    .filter(entry -> !isIn(jar, entry, whole))
                    .map(ZipEntry::getName)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Services, versions, licences and notices are lines of one file; everything else is the same bytes. */
    private static boolean isIn(JarFile jar, ZipEntry entry, JarFile whole) {
        ZipEntry found = whole.getEntry(entry.getName());
        if (found == null) {
            return false;
        }
        try {
            byte[] part = jar.getInputStream(entry).readAllBytes();
            byte[] all = whole.getInputStream(found).readAllBytes();
            return entry.getName().matches("LICENSE|META-INF/(services/.*|io.netty.versions.properties|LICENSE|NOTICE)")
                    ? lines(all).containsAll(lines(part))
                    : java.util.Arrays.equals(part, all);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> lines(byte[] text) {
        return new String(text, java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
