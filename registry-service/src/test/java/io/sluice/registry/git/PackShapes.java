package io.sluice.registry.git;

import static io.sluice.registry.git.HandPack.deflate;
import static io.sluice.registry.git.HandPack.delta;
import static io.sluice.registry.git.HandPack.entry;
import static io.sluice.registry.git.Shape.refused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** What may not be pushed because of how the request or its pack is made. */
final class PackShapes {
  private static final String NOWHERE = "1".repeat(40);
  private static final int MIB = 1024 * 1024;

  private PackShapes() {}

  static List<Shape> all() {
    return List.of(
        pack("a pack that says it has 4 billion objects", "too-many-objects", p -> p.bytes(2, -1)),
        pack("a pack that says it has 2,001 objects", "too-many-objects", p -> p.bytes(2, 2_001)),
        pack("a pack that says it has more than it has", "pack-corrupt", p -> p.bytes(2, 7)),
        pack("a pack that says it has less than it has", "pack-corrupt", p -> p.bytes(2, 0)),
        pack("a pack of version 4", "pack-corrupt", p -> p.bytes(4, 1)),
        pack("no pack at all", "pack-corrupt", p -> new byte[0]),
        pack("something that is no pack", "pack-corrupt", p -> "BUNDLE, not a pack".getBytes()),
        pack("a pack with a wrong checksum", "object-broken", PackShapes::wrongChecksum),
        pack("a pack that was cut", "pack-corrupt", p -> cut(p.bytes())),
        pack("a pack with something after it", "pack-corrupt", p -> longer(p.bytes())),
        pack(
            "an object of no known type",
            "pack-corrupt",
            p -> p.raw(5, 0, none(), deflate(none())).bytes()),
        pack(
            "an object that does not inflate",
            "pack-corrupt",
            p -> p.raw(3, 4, none(), new byte[9]).bytes()),
        pack(
            "an object longer than it says",
            "pack-corrupt",
            p -> p.raw(3, 1, none(), deflate(new byte[9])).bytes()),
        pack(
            "an object shorter than it says",
            "pack-corrupt",
            p -> p.raw(3, 99, none(), deflate(new byte[9])).bytes()),
        pack(
            "an object of an exabyte",
            "object-too-large",
            p -> p.raw(3, 1L << 60, none(), none()).bytes()),
        pack("an object of 1 MiB and a byte", "object-too-large", PackShapes::tooLargeObject),
        pack("70 MiB of zeros in 70 KiB", "pack-unfolds-too-large", PackShapes::zeros),
        pack("a delta that makes 2 GiB", "object-too-large", p -> deltaOf(p, 1, 1L << 31, 1)),
        pack("a delta of another base", "pack-corrupt", p -> deltaOf(p, 7, 4, 1)),
        pack("a delta that copies what is not there", "pack-corrupt", p -> deltaOf(p, 1, 500, 500)),
        pack("a delta without a beginning", "pack-corrupt", p -> emptyDelta(p)),
        pack(
            "a delta of an unknown base",
            "object-missing",
            p -> p.referenceDelta(NOWHERE, delta(1, 1, 1, none())).bytes()),
        pack("a delta of what is before the pack", "pack-corrupt", PackShapes::deltaOfNothing),
        pack("deltas of deltas, each of 1 MiB", "pack-unfolds-too-large", PackShapes::deltaBomb),
        refused("a pack of more than 10 MiB", "pack-too-large", s -> noise(s, 11)),
        refused("a pack of 20 MiB", "pack-too-large", s -> noise(s, 20)),
        refused(
            "a commit that is not there",
            "object-missing",
            s -> create(s, NOWHERE, new HandPack())),
        refused("a tree that is not there", "object-missing", PackShapes::missingTree),
        refused("a file that is not there", "object-missing", PackShapes::missingBlob),
        refused("a parent that is not there", "object-missing", PackShapes::missingParent),
        refused("a shallow push without its parent", "object-missing", PackShapes::shallowLie),
        refused(
            "no flush",
            "push-protocol",
            s -> s.hand(new HandPush().command(HandPush.ZERO, s.main(), "refs/heads/changes/a"))),
        refused("a line of 3 bytes", "push-protocol", s -> s.hand(command(s).raw("0003").flush())),
        refused("a line without a length", "push-protocol", s -> s.hand(command(s).raw("zzzz"))),
        refused(
            "a line that is no command",
            "push-protocol",
            s -> s.hand(command(s).line("hello").flush())),
        refused(
            "a signed push", "push-protocol", s -> s.hand(command(s).line("push-cert").flush())),
        refused("a flood of push options", "push-protocol", PackShapes::optionFlood),
        refused("a gzip bomb", "push-too-large", PackShapes::gzipBomb),
        refused(
            "what says it is gzip and is not",
            "malformed-request",
            s -> s.hand(command(s).flush().encoding("gzip"))),
        refused(
            "another content type",
            "unsupported-media-type",
            s -> s.hand(command(s).flush().type("text/plain"))));
  }

  private interface Maker {
    byte[] make(HandPack pack);
  }

  /** A pack that holds one blob, and what is wrong with it. */
  private static Shape pack(String name, String rule, Maker maker) {
    return refused(
        name,
        rule,
        stage -> {
          HandPack pack = new HandPack();
          pack.blob("x");
          return stage.hand(
              HandPush.create("refs/heads/changes/shape", stage.main(), maker.make(pack)));
        });
  }

  private static byte[] none() {
    return new byte[0];
  }

  private static HandPush command(Stage stage) {
    return new HandPush().command(HandPush.ZERO, stage.main(), "refs/heads/changes/shape");
  }

  private static String create(Stage stage, String commit, HandPack pack) {
    return stage.hand(HandPush.create("refs/heads/changes/shape", commit, pack.bytes()));
  }

  private static byte[] wrongChecksum(HandPack pack) {
    byte[] bytes = pack.bytes();
    bytes[bytes.length - 1] ^= 1;
    return bytes;
  }

  private static byte[] cut(byte[] pack) {
    return Arrays.copyOf(pack, pack.length - 25);
  }

  private static byte[] longer(byte[] pack) {
    return Arrays.copyOf(pack, pack.length + 5);
  }

  private static byte[] tooLargeObject(HandPack pack) {
    pack.blob(new byte[MIB + 1]);
    return pack.bytes();
  }

  private static byte[] zeros(HandPack pack) {
    for (int i = 0; i < 70; i++) {
      byte[] content = new byte[MIB];
      content[0] = (byte) i;
      pack.blob(content);
    }
    return pack.bytes();
  }

  private static byte[] deltaOf(HandPack pack, long baseSize, long resultSize, int copied) {
    return pack.offsetDelta(12, delta(baseSize, resultSize, copied, none())).bytes();
  }

  private static byte[] emptyDelta(HandPack pack) {
    return pack.offsetDelta(12, none()).bytes();
  }

  private static byte[] deltaOfNothing(HandPack pack) {
    return pack.offsetDelta(-1_000, delta(1, 1, 1, none())).bytes();
  }

  /** Each has two children, so that whoever unfolds it has to keep every one in memory. */
  private static byte[] deltaBomb(HandPack pack) {
    int base = pack.here();
    pack.blob(new byte[MIB - 200]);
    for (int i = 0; i < 100; i++) {
      int next = pack.here();
      byte[] added = {(byte) i};
      pack.offsetDelta(base, delta(MIB - 200 + i, MIB - 199 + i, MIB - 200 + i, added));
      pack.offsetDelta(base, delta(MIB - 200 + i, 1, 1, none()));
      base = next;
    }
    return pack.bytes();
  }

  private static String noise(Stage stage, int mebibytes) {
    Random random = new Random(7);
    HandPack pack = new HandPack();
    for (int i = 0; i < mebibytes; i++) {
      byte[] content = new byte[MIB];
      random.nextBytes(content);
      pack.blob(content);
    }
    return stage.hand(
        HandPush.create("refs/heads/changes/shape", stage.main(), pack.bytes()).chunked());
  }

  private static String missingTree(Stage stage) {
    HandPack pack = new HandPack();
    return create(stage, pack.commit(NOWHERE, stage.main()), pack);
  }

  private static String missingBlob(Stage stage) {
    return stage.handTree(new HandPack(), entry("100644", "sluice.yaml", NOWHERE));
  }

  private static String missingParent(Stage stage) {
    HandPack pack = new HandPack();
    String tree = pack.tree(entry("100644", "sluice.yaml", pack.blob("x")));
    return create(stage, pack.commit(tree, NOWHERE), pack);
  }

  private static String shallowLie(Stage stage) {
    HandPack pack = new HandPack();
    String tree = pack.tree(entry("100644", "sluice.yaml", pack.blob("x")));
    String commit = pack.commit(tree, NOWHERE);
    return stage.hand(
        new HandPush()
            .raw("0034shallow " + commit)
            .command(HandPush.ZERO, commit, "refs/heads/changes/shape")
            .flush()
            .flush()
            .raw(pack.bytes()));
  }

  private static String optionFlood(Stage stage) {
    HandPush push = command(stage).flush();
    for (int i = 0; i < 10_000; i++) {
      push.line("option-" + i);
    }
    return stage.hand(push.flush().raw(new HandPack().bytes()));
  }

  private static String gzipBomb(Stage stage) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
        for (int i = 0; i < 100; i++) {
          out.write(new byte[MIB]);
        }
      }
      return stage.hand(new HandPush().raw(bytes.toByteArray()).encoding("gzip"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
