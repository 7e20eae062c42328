package io.sluice.registry.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** Files by path, each read when it is looked at and then forgotten; removed files are empty. */
final class BlobsByPath extends AbstractMap<String, Optional<byte[]>> {
  private final ObjectReader reader;
  private final Map<String, ObjectId> blobs;

  /**
   * @param blobs path to blob; the zero id stands for a file that is removed
   */
  BlobsByPath(ObjectReader reader, Map<String, ObjectId> blobs) {
    this.reader = reader;
    this.blobs = blobs;
  }

  @Override
  public Set<Entry<String, Optional<byte[]>>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Optional<byte[]>>> iterator() {
        return blobs.entrySet().stream()
            .<Entry<String, Optional<byte[]>>>map(
                blob -> Map.entry(blob.getKey(), read(blob.getValue())))
            .iterator();
      }

      @Override
      public int size() {
        return blobs.size();
      }
    };
  }

  private Optional<byte[]> read(ObjectId blob) {
    if (blob.equals(ObjectId.zeroId())) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.open(blob, Constants.OBJ_BLOB).getBytes(PackScan.MAX_OBJECT_BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
