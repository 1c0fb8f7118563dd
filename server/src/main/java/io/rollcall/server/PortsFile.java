package io.rollcall.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells programs which addresses were bound, one {@code what address} a line. Its failures have a reason for people. */
final class PortsFile {
    private final Path file;

    PortsFile(Path file) {
        this.file = file;
    }

    /** Finds most mistakes, before anything is bound. */
    void check() throws FileSystemException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || Files.isDirectory(file)) {
            throw failure("it is a directory");
        }
        try {
            directory.getFileSystem().provider().checkAccess(directory, AccessMode.WRITE);
        } catch (IOException e) {
            throw failure(reason(e));
        }
    }

    /** Writes beside the file first, so that nobody ever reads a part of it. */
    void write(String addresses) throws FileSystemException {
        try {
            Path written = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(written, addresses, StandardCharsets.UTF_8);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure(reason(e));
        }
    }

    private FileSystemException failure(String reason) {
        return new FileSystemException(file.toString(), null, reason);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its directory does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return String.valueOf(e instanceof FileSystemException file ? file.getReason() : e.getMessage());
    }
}
