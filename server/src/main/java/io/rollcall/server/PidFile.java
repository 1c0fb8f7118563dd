package io.rollcall.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Says which process serves, while it does. Its failures have a reason for people. */
final class PidFile {
    /** A failure of this file, and not of another. */
    private static final class PidFileException extends FileSystemException {
        private static final long serialVersionUID = 1;

        PidFileException(String file, String reason) {
            super(file, null, reason);
        }
    }

    private final Path file;
    private final PortsFile written;
    private final long own = ProcessHandle.current().pid();

    PidFile(Path file) {
        this.file = file;
        this.written = new PortsFile(file);
    }

    /** Tells whether a failure was one of a pid file. */
    static boolean failed(FileSystemException failure) {
        return failure instanceof PidFileException;
    }

    /** Finds most mistakes, and another process that runs, before anything is bound. */
    void check() throws FileSystemException {
        Optional<ProcessHandle> other = named().filter(pid -> pid != own).flatMap(ProcessHandle::of);
        if (other.filter(PidFile::isAsThis).isPresent()) {
            throw new PidFileException(file.toString(), "process " + other.get().pid() + " runs");
        }
        try {
            written.check();
        } catch (FileSystemException failed) {
            throw new PidFileException(file.toString(), failed.getReason());
        }
    }

    /** A number is given to another program sooner or later: only one that runs the same is taken for a server. */
    private static boolean isAsThis(ProcessHandle other) {
        return other.isAlive()
                && other.info().command().equals(ProcessHandle.current().info().command());
    }

    private Optional<Long> named() throws FileSystemException {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new PidFileException(file.toString(), "it cannot be read");
        }
    }

    void write() throws FileSystemException {
        try {
            written.write(own + "\n");
        } catch (FileSystemException failed) {
            throw new PidFileException(file.toString(), failed.getReason());
        }
    }

    /** Removes it if it is still this process's. */
    void remove() {
        try {
            if (named().filter(pid -> pid == own).isPresent()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException gone) {
            // the next one finds that this process does not run
        }
    }
}
