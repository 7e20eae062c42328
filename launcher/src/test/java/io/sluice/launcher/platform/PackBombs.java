package io.sluice.launcher.platform;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;

/**
 * Pushes that are small on the network and huge to whoever believes them, or as large as may be;
 * gitformat-pack(5) and gitprotocol-pack(5).
 */
final class PackBombs {
  private static final int COMMIT = 1;
  private static final int TREE = 2;
  private static final int BLOB = 3;
  private static final int OFFSET_DELTA = 6;
  private static final int MIB = 1024 * 1024;

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private int count;

  private PackBombs() {}

  /** Every kind, as the body of a push, by name. */
  static Map<String, byte[]> all(String main) {
    Map<String, byte[]> bombs = new LinkedHashMap<>();
    bombs.put("4 billion objects", push(main, pack(new byte[0], 0xffffffff)));
    bombs.put("an object of an exabyte", push(main, new PackBombs().raw(BLOB, 1L << 60).bytes()));
    bombs.put("a delta that makes 2 GiB", push(main, hugeDelta()));
    bombs.put("deltas of deltas", push(main, deltas(100)));
    bombs.put("deltas of deltas, as many as may be", push(main, deltas(28)));
    bombs.put("60 MiB of zeros", push(main, blobs(60, false)));
    bombs.put("9 MiB of noise", push(main, blobs(9, true)));
    bombs.put("a billion paths", paths(main));
    bombs.put("YAML of many small parts", yaml(main, 30, "a: [" + "x,".repeat(125_000) + "x]\n"));
    bombs.put("YAML of many keys", yaml(main, 30, keys()));
    bombs.put("YAML of one deep list", yaml(main, 30, "a: " + "[".repeat(250_000)));
    return bombs;
  }

  private static String keys() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 25_000; i++) {
      keys.append("k").append(i).append(": 1\n");
    }
    return keys.toString();
  }

  private static byte[] hugeDelta() {
    PackBombs pack = new PackBombs();
    pack.object(BLOB, "blob", new byte[9]);
    return pack.delta(12, 9, Integer.MAX_VALUE).bytes();
  }

  /** Each has two children, so that whoever unfolds it must keep every one in memory. */
  private static byte[] deltas(int levels) {
    PackBombs pack = new PackBombs();
    int base = 12;
    pack.object(BLOB, "blob", new byte[MIB - 200]);
    for (int i = 0; i < levels; i++) {
      int next = 12 + pack.entries.size();
      pack.delta(base, MIB - 200 + i, MIB - 199 + i);
      pack.delta(base, MIB - 200 + i, MIB - 199 + i);
      base = next;
    }
    return pack.bytes();
  }

  private static byte[] blobs(int mebibytes, boolean noise) {
    Random random = new Random(7);
    PackBombs pack = new PackBombs();
    for (int i = 0; i < mebibytes; i++) {
      byte[] content = new byte[MIB];
      content[0] = (byte) i;
      if (noise) {
        random.nextBytes(content);
      }
      pack.object(BLOB, "blob", content);
    }
    return pack.bytes();
  }

  private static byte[] paths(String main) {
    PackBombs pack = new PackBombs();
    String tree = pack.object(TREE, "tree", new byte[0]);
    for (int level = 0; level < 12; level++) {
      ByteArrayOutputStream entries = new ByteArrayOutputStream();
      for (int i = 0; i < 10; i++) {
        entries.writeBytes(entry("40000", "d" + i, tree));
      }
      tree = pack.object(TREE, "tree", entries.toByteArray());
    }
    return push(pack.commit(tree, main), pack.bytes());
  }

  private static byte[] yaml(String main, int files, String text) {
    PackBombs pack = new PackBombs();
    ByteArrayOutputStream prompts = new ByteArrayOutputStream();
    for (int i = 10; i < 10 + files; i++) {
      byte[] content = (text + "# " + i + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] file = entry("100644", "prompt.yaml", pack.object(BLOB, "blob", content));
      prompts.writeBytes(entry("40000", "p" + i, pack.object(TREE, "tree", file)));
    }
    String folder = pack.object(TREE, "tree", prompts.toByteArray());
    String tree = pack.object(TREE, "tree", entry("40000", "prompts", folder));
    return push(pack.commit(tree, main), pack.bytes());
  }

  private static byte[] push(String commit, byte[] pack) {
    String line = "0".repeat(40) + " " + commit + " refs/heads/changes/bomb";
    String command = line + "\0report-status side-band-64k";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(("%04x".formatted(command.length() + 4) + command + "0000").getBytes());
    body.writeBytes(pack);
    return body.toByteArray();
  }

  private String commit(String tree, String parent) {
    String who = " A <a@example.com> 1700000000 +0000\n";
    String text =
        "tree " + tree + "\nparent " + parent + "\nauthor" + who + "committer" + who + "\nBomb\n";
    return object(COMMIT, "commit", text.getBytes(StandardCharsets.UTF_8));
  }

  private String object(int type, String name, byte[] content) {
    raw(type, content.length);
    entries.writeBytes(deflate(content));
    byte[] head = (name + " " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head);
    whole.writeBytes(content);
    return HexFormat.of().formatHex(sha1(whole.toByteArray()));
  }

  /** A delta that copies its base and adds a byte. */
  private PackBombs delta(int baseAt, int baseSize, int resultSize) {
    ByteArrayOutputStream delta = new ByteArrayOutputStream();
    number(delta, baseSize);
    number(delta, resultSize);
    delta.writeBytes(new byte[] {(byte) 0xf0, (byte) baseSize, (byte) (baseSize >> 8)});
    delta.write(baseSize >> 16);
    delta.writeBytes(new byte[] {1, (byte) count});
    int offset = 12 + entries.size() - baseAt;
    raw(OFFSET_DELTA, delta.size());
    ByteArrayOutputStream reversed = new ByteArrayOutputStream();
    reversed.write(offset & 0x7f);
    for (int rest = offset >> 7; rest != 0; rest >>= 7) {
      rest--;
      reversed.write((rest & 0x7f) | 0x80);
    }
    byte[] digits = reversed.toByteArray();
    for (int i = digits.length - 1; i >= 0; i--) {
      entries.write(digits[i]);
    }
    entries.writeBytes(deflate(delta.toByteArray()));
    return this;
  }

  private static void number(ByteArrayOutputStream out, int number) {
    int rest = number;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write((rest & 0x7f) | 0x80);
    }
    out.write(rest);
  }

  private PackBombs raw(int type, long size) {
    long rest = size >>> 4;
    entries.write((type << 4) | (int) (size & 15) | (rest == 0 ? 0 : 0x80));
    while (rest != 0) {
      long low = rest & 0x7f;
      rest >>>= 7;
      entries.write((int) low | (rest == 0 ? 0 : 0x80));
    }
    count++;
    return this;
  }

  private byte[] bytes() {
    return pack(entries.toByteArray(), count);
  }

  private static byte[] pack(byte[] entries, int claimed) {
    try {
      ByteArrayOutputStream pack = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(pack);
      out.writeBytes("PACK");
      out.writeInt(2);
      out.writeInt(claimed);
      out.write(entries);
      out.write(sha1(pack.toByteArray()));
      return pack.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] entry(String mode, String name, String id) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
    entry.writeBytes(HexFormat.of().parseHex(id));
    return entry.toByteArray();
  }

  private static byte[] deflate(byte[] content) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
        out.write(content);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
