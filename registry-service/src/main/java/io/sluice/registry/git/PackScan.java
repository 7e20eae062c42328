package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Walks a pack before it is unfolded, and adds up what it claims to be. A pack of a few kilobytes
 * can claim billions of objects or unfold, by deltas of deltas, into gigabytes; whoever believes it
 * runs out of memory. Nothing here grows with what a pack claims. The format is that of git's
 * gitformat-pack(5).
 */
final class PackScan {
  static final int MAX_OBJECTS = 2_000;
  static final int MAX_OBJECT_BYTES = 1024 * 1024;

  /**
   * Everything that is unfolded for a pack: objects, deltas, and what the deltas make. Bounds the
   * memory that it can take to unfold it, since all bases of a delta may have to be kept.
   */
  static final long MAX_UNFOLDED_BYTES = 64L * 1024 * 1024;

  static final String PUSH = "this push";
  private static final int HEADER_BYTES = 12;
  private static final int PACK_SIGNATURE = 0x5041434b;
  private static final int TRAILER_BYTES = 20;
  private static final int OFFSET_DELTA = 6;
  private static final int REFERENCE_DELTA = 7;
  private static final int MAX_SHIFT = 28;
  private static final int MAX_OFFSET_BYTES = 9;

  private final ByteBuffer pack;
  private final Inflater inflater = new Inflater();
  private final byte[] window = new byte[8 * 1024];
  private long unfoldedBytes;

  private PackScan(ByteBuffer pack) {
    this.pack = pack;
  }

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    Refused(String rule, String message) {
      super(rule);
      this.finding = Finding.inFile(PUSH, rule, message);
    }
  }

  /**
   * What makes a pack too large to unfold, if anything.
   *
   * @param pack from its signature to the end of what was sent
   */
  static Optional<Finding> check(ByteBuffer pack) {
    PackScan scan = new PackScan(pack);
    try {
      scan.run();
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(e.finding);
    } catch (BufferUnderflowException e) {
      return Optional.of(corrupt("it ends too early").finding);
    } finally {
      scan.inflater.end();
    }
  }

  static Finding corrupt() {
    return corrupt("it cannot be unfolded").finding;
  }

  private void run() throws Refused {
    if (pack.remaining() < HEADER_BYTES || pack.getInt() != PACK_SIGNATURE) {
      throw corrupt("it does not start as a pack does");
    }
    int version = pack.getInt();
    if (version != 2 && version != 3) {
      throw corrupt("its version is " + version);
    }
    long objects = Integer.toUnsignedLong(pack.getInt());
    if (objects > MAX_OBJECTS) {
      throw new Refused(
          "too-many-objects",
          "It has "
              + objects
              + " objects; at most "
              + MAX_OBJECTS
              + " in one push. Push fewer commits or files at once.");
    }
    for (long i = 0; i < objects; i++) {
      object();
    }
    if (pack.remaining() != TRAILER_BYTES) {
      throw corrupt("it does not end where its objects do");
    }
  }

  private void object() throws Refused {
    int c = next();
    int type = (c >> 4) & 7;
    long size = c & 15;
    for (int shift = 4; (c & 0x80) != 0; shift += 7) {
      c = next();
      size |= shift > MAX_SHIFT ? Long.MAX_VALUE : (long) (c & 0x7f) << shift;
    }
    unfold(size);
    switch (type) {
      case 1, 2, 3, 4 -> inflate(size, null);
      case OFFSET_DELTA -> {
        skipOffset();
        delta(size);
      }
      case REFERENCE_DELTA -> {
        pack.position(Math.min(pack.limit(), pack.position() + 20));
        delta(size);
      }
      default -> throw corrupt("it has an object of an unknown type");
    }
  }

  private void delta(long size) throws Refused {
    byte[] start = new byte[2 * (MAX_SHIFT / 7 + 1)];
    inflate(size, start);
    ByteBuffer sizes = ByteBuffer.wrap(start, 0, (int) Math.min(start.length, size));
    deltaSize(sizes);
    unfold(deltaSize(sizes));
  }

  private static long deltaSize(ByteBuffer from) throws Refused {
    long size = 0;
    int c;
    int shift = 0;
    do {
      if (shift > MAX_SHIFT) {
        throw tooLarge();
      }
      c = from.get() & 0xff;
      size |= (long) (c & 0x7f) << shift;
      shift += 7;
    } while ((c & 0x80) != 0);
    return size;
  }

  private void unfold(long size) throws Refused {
    if (size > MAX_OBJECT_BYTES) {
      throw tooLarge();
    }
    unfoldedBytes += size;
    if (unfoldedBytes > MAX_UNFOLDED_BYTES) {
      throw new Refused(
          "pack-unfolds-too-large",
          "Its objects unfold to more than "
              + MAX_UNFOLDED_BYTES / (1024 * 1024)
              + " MiB. Push fewer commits at once, or squash them.");
    }
  }

  private void skipOffset() throws Refused {
    for (int read = 1; (next() & 0x80) != 0; read++) {
      if (read == MAX_OFFSET_BYTES) {
        throw corrupt("a delta's base lies nowhere");
      }
    }
  }

  private void inflate(long size, byte @Nullable [] start) throws Refused {
    inflater.reset();
    inflater.setInput(pack);
    long total = 0;
    try {
      while (!inflater.finished()) {
        int read = inflater.inflate(window);
        if (start != null && total < start.length) {
          System.arraycopy(
              window, 0, start, (int) total, (int) Math.min(read, start.length - total));
        }
        total += read;
        if (total > size || (read == 0 && !inflater.finished())) {
          throw corrupt("an object is not as long as it says");
        }
      }
    } catch (DataFormatException e) {
      throw corrupt("an object is not compressed as Git does it");
    }
    if (total != size) {
      throw corrupt("an object is not as long as it says");
    }
  }

  private int next() {
    return pack.get() & 0xff;
  }

  private static Refused tooLarge() {
    return new Refused(
        "object-too-large",
        "An object in it has more than "
            + MAX_OBJECT_BYTES / (1024 * 1024)
            + " MiB; a prompt is a text of at most 256 KiB. Take the file out of the commits.");
  }

  private static Refused corrupt(String why) {
    return new Refused(
        "pack-corrupt", "The pack is damaged: " + why + ". Run 'git fsck' and push again.");
  }
}
