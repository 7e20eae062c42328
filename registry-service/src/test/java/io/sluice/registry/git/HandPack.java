package io.sluice.registry.git;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A pack made by hand, so that it can be wrong in any way; gitformat-pack(5). */
final class HandPack {
  private static final int COMMIT = 1;
  private static final int TREE = 2;
  private static final int BLOB = 3;
  private static final int TAG = 4;
  private static final int OFFSET_DELTA = 6;
  private static final int REFERENCE_DELTA = 7;

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private int count;

  String blob(byte[] content) {
    return object(BLOB, "blob", content);
  }

  String blob(String content) {
    return blob(content.getBytes(StandardCharsets.UTF_8));
  }

  String tree(byte[] content) {
    return object(TREE, "tree", content);
  }

  String commit(String content) {
    return object(COMMIT, "commit", content.getBytes(StandardCharsets.UTF_8));
  }

  /** An ordinary commit. */
  String commit(String tree, String parent) {
    return commit(
        "tree "
            + tree
            + "\n"
            + (parent.isEmpty() ? "" : "parent " + parent + "\n")
            + "author A <a@example.com> 1700000000 +0000\n"
            + "committer A <a@example.com> 1700000000 +0000\n\nBy hand\n");
  }

  String tag(String content) {
    return object(TAG, "tag", content.getBytes(StandardCharsets.UTF_8));
  }

  private String object(int type, String name, byte[] content) {
    raw(type, content.length, new byte[0], deflate(content));
    return id(name, content);
  }

  /** Where the next object will be. */
  int here() {
    return 12 + entries.size();
  }

  HandPack offsetDelta(int baseAt, byte[] delta) {
    int offset = here() - baseAt;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int shifts = 0;
    for (long rest = offset; (rest >>= 7) != 0; rest--) {
      shifts++;
    }
    long[] parts = new long[shifts + 1];
    long rest = offset;
    for (int i = shifts; i >= 0; i--) {
      parts[i] = rest & 0x7f;
      rest = (rest >> 7) - 1;
    }
    for (int i = 0; i <= shifts; i++) {
      bytes.write((int) (i < shifts ? parts[i] | 0x80 : parts[i]));
    }
    return raw(OFFSET_DELTA, delta.length, bytes.toByteArray(), deflate(delta));
  }

  HandPack referenceDelta(String base, byte[] delta) {
    return raw(REFERENCE_DELTA, delta.length, HexFormat.of().parseHex(base), deflate(delta));
  }

  /** An entry as it is, whatever its parts say. */
  HandPack raw(int type, long size, byte[] base, byte[] body) {
    long rest = size >>> 4;
    int first = (type << 4) | (int) (size & 15);
    entries.write(rest == 0 ? first : first | 0x80);
    while (rest != 0) {
      int low = (int) (rest & 0x7f);
      rest >>>= 7;
      entries.write(rest == 0 ? low : low | 0x80);
    }
    entries.writeBytes(base);
    entries.writeBytes(body);
    count++;
    return this;
  }

  byte[] bytes() {
    return bytes(2, count);
  }

  byte[] bytes(int version, int claimed) {
    try {
      ByteArrayOutputStream pack = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(pack);
      out.writeBytes("PACK");
      out.writeInt(version);
      out.writeInt(claimed);
      out.write(entries.toByteArray());
      out.write(sha1(pack.toByteArray()));
      return pack.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] deflate(byte[] content) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DeflaterOutputStream out =
          new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION))) {
        out.write(content);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A delta that copies the start of its base and adds a little. */
  static byte[] delta(long baseSize, long resultSize, int copied, byte[] added) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    size(out, baseSize);
    size(out, resultSize);
    for (int at = 0; at < copied; ) {
      int length = Math.min(0xffffff, copied - at);
      out.write(0x80 | 0x0f | 0x70);
      for (int i = 0; i < 4; i++) {
        out.write(at >>> (8 * i));
      }
      for (int i = 0; i < 3; i++) {
        out.write(length >>> (8 * i));
      }
      at += length;
    }
    if (added.length > 0) {
      out.write(added.length);
      out.writeBytes(added);
    }
    return out.toByteArray();
  }

  private static void size(ByteArrayOutputStream out, long size) {
    long rest = size;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** One entry of a tree: mode as it is written, name as bytes of UTF-8, id. */
  static byte[] entry(String mode, String name, String id) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((mode + " " + name).getBytes(StandardCharsets.UTF_8));
    out.write(0);
    out.writeBytes(HexFormat.of().parseHex(id));
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static String id(String type, byte[] content) {
    byte[] head = (type + " " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha1(join(head, content)));
  }

  static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
