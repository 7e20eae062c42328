package io.sluice.registry.git;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One tree as Git stores it ({@code <mode> <name>\0<20 bytes of id>} for each entry), with where
 * its entries start: a folder of 10,000 prompts is searched without reading the names before it.
 */
final class RawTree {
  static final RawTree EMPTY = new RawTree(new byte[0], new int[0], 0);

  private static final int ID_BYTES = 20;
  private static final int DIRECTORY_MODE = '4'; // 40000; every other mode starts with '1'

  /**
   * An entry.
   *
   * @param isTree true for a folder
   */
  record Entry(String name, boolean isTree, ObjectId id) {}

  private final byte[] bytes;
  private final int[] starts;
  private final int count;

  private RawTree(byte[] bytes, int[] starts, int count) {
    this.bytes = bytes;
    this.starts = starts;
    this.count = count;
  }

  static RawTree of(byte[] bytes) {
    int[] starts = new int[16];
    int count = 0;
    for (int at = 0; at < bytes.length; at = endOfName(bytes, at) + 1 + ID_BYTES) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = at;
    }
    return new RawTree(bytes, starts, count);
  }

  int size() {
    return count;
  }

  Entry entry(int index) {
    int name = name(index);
    int end = endOfName(bytes, name);
    return new Entry(
        new String(bytes, name, end - name, StandardCharsets.UTF_8),
        isTree(index),
        ObjectId.fromRaw(bytes, end + 1));
  }

  /** The entry of that name, a file or a folder; null when there is none. */
  @Nullable Entry find(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    Entry file = find(wanted, false);
    return file != null ? file : find(wanted, true);
  }

  /**
   * The bytes of a tree in which some names stand for something else.
   *
   * @param names every entry of these names goes, file or folder
   * @param entries what comes, in any order
   */
  byte[] with(Set<String> names, List<Entry> entries) {
    List<Entry> coming = new ArrayList<>(entries);
    coming.sort((a, b) -> compare(utf8(a.name()), a.isTree(), utf8(b.name()), b.isTree()));
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64 * coming.size());
    int next = 0;
    for (int i = 0; i < count; i++) {
      int name = name(i);
      int end = endOfName(bytes, name);
      while (next < coming.size() && isBefore(coming.get(next), i)) {
        write(coming.get(next++), out);
      }
      if (!names.contains(new String(bytes, name, end - name, StandardCharsets.UTF_8))) {
        out.write(bytes, starts[i], end(i) - starts[i]);
      }
    }
    while (next < coming.size()) {
      write(coming.get(next++), out);
    }
    return out.toByteArray();
  }

  private boolean isBefore(Entry entry, int index) {
    byte[] wanted = utf8(entry.name());
    int name = name(index);
    return compare(
            wanted,
            0,
            wanted.length,
            entry.isTree(),
            bytes,
            name,
            endOfName(bytes, name),
            isTree(index))
        < 0;
  }

  private static void write(Entry entry, ByteArrayOutputStream out) {
    byte[] id = new byte[ID_BYTES];
    entry.id().copyRawTo(id, 0);
    out.writeBytes(utf8((entry.isTree() ? "40000 " : "100644 ") + entry.name()));
    out.write(0);
    out.writeBytes(id);
  }

  private static int compare(byte[] a, boolean aTree, byte[] b, boolean bTree) {
    return compare(a, 0, a.length, aTree, b, 0, b.length, bTree);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The entry of that name that is a folder, or that is none; null when there is none. */
  @Nullable Entry find(String name, boolean tree) {
    return find(utf8(name), tree);
  }

  /** Calls for every entry that differs; null stands for one that is not there. */
  static void diff(
      RawTree old, RawTree now, BiConsumer<@Nullable Entry, @Nullable Entry> difference) {
    int o = 0;
    int n = 0;
    while (o < old.count || n < now.count) {
      int order = o == old.count ? 1 : n == now.count ? -1 : old.compare(o, now, n);
      if (order < 0) {
        difference.accept(old.entry(o++), null);
      } else if (order > 0) {
        difference.accept(null, now.entry(n++));
      } else {
        if (!old.isSame(o, now, n)) {
          difference.accept(old.entry(o), now.entry(n));
        }
        o++;
        n++;
      }
    }
  }

  private @Nullable Entry find(byte[] wanted, boolean tree) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int name = name(middle);
      int order =
          compare(
              bytes, name, endOfName(bytes, name), isTree(middle), wanted, 0, wanted.length, tree);
      if (order == 0) {
        return entry(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  private int compare(int index, RawTree other, int otherIndex) {
    int name = name(index);
    int otherName = other.name(otherIndex);
    return compare(
        bytes,
        name,
        endOfName(bytes, name),
        isTree(index),
        other.bytes,
        otherName,
        endOfName(other.bytes, otherName),
        other.isTree(otherIndex));
  }

  /** Git's order: a folder's name sorts as if it ended with a slash. */
  private static int compare(
      byte[] a, int aFrom, int aTo, boolean aTree, byte[] b, int bFrom, int bTo, boolean bTree) {
    int length = Math.min(aTo - aFrom, bTo - bFrom);
    int mismatch = Arrays.mismatch(a, aFrom, aFrom + length, b, bFrom, bFrom + length);
    if (mismatch >= 0) {
      return (a[aFrom + mismatch] & 0xff) - (b[bFrom + mismatch] & 0xff);
    }
    int aNext = aFrom + length < aTo ? a[aFrom + length] & 0xff : aTree ? '/' : 0;
    int bNext = bFrom + length < bTo ? b[bFrom + length] & 0xff : bTree ? '/' : 0;
    return aNext - bNext;
  }

  private boolean isSame(int index, RawTree other, int otherIndex) {
    return Arrays.equals(
        bytes,
        starts[index],
        end(index),
        other.bytes,
        other.starts[otherIndex],
        other.end(otherIndex));
  }

  private int end(int index) {
    return index + 1 < count ? starts[index + 1] : bytes.length;
  }

  private boolean isTree(int index) {
    return bytes[starts[index]] == DIRECTORY_MODE;
  }

  private int name(int index) {
    int at = starts[index];
    while (bytes[at] != ' ') {
      at++;
    }
    return at + 1;
  }

  private static int endOfName(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != 0) {
      at++;
    }
    return at;
  }
}
