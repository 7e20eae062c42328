package io.sluice.review.merge;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wishes for automatic merges in the database, at most one for a change. */
@ApplicationScoped
public class AutoMergeStore implements PanacheRepositoryBase<AutoMergeRow, Long> {

  /** The change's wish. */
  Uni<Optional<AutoMerge>> of(long change) {
    return findById(change).map(row -> Optional.ofNullable(row).map(AutoMergeStore::read));
  }

  /**
   * Wishes, oldest first.
   *
   * @param after the one to begin after; null for the oldest
   */
  Uni<List<AutoMerge>> waiting(@Nullable AutoMerge after, int limit) {
    String order = "order by askedAt, changeNumber";
    return (after == null
            ? find(order)
            : find(
                "askedAt > ?1 or (askedAt = ?1 and changeNumber > ?2) " + order,
                after.at(),
                after.change()))
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(AutoMergeStore::read).toList());
  }

  /** Records a wish in place of an earlier one, in a locked change. */
  Uni<Void> put(AutoMerge wish) {
    return findById(wish.change())
        .chain(
            found -> {
              AutoMergeRow row = found == null ? new AutoMergeRow() : found;
              row.changeNumber = wish.change();
              row.digest = wish.digest();
              row.askedBy = wish.by();
              row.askedAt = wish.at();
              return persist(row).replaceWithVoid();
            });
  }

  /** Removes exactly this wish; false when it was gone, or when another took its place. */
  Uni<Boolean> remove(AutoMerge wish) {
    return delete(
            "changeNumber = ?1 and digest = ?2 and askedBy = ?3 and askedAt = ?4",
            wish.change(),
            wish.digest(),
            wish.by(),
            wish.at())
        .map(removed -> removed > 0);
  }

  private static AutoMerge read(AutoMergeRow row) {
    return new AutoMerge(row.changeNumber, row.digest, row.askedBy, row.askedAt);
  }
}
