package io.sluice.review.news;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** How far the histories of rollouts have been told. */
@ApplicationScoped
public class NewsStore implements PanacheRepositoryBase<NewsRow, Integer> {

  /** Id of the last line that was told; 0 before the first. */
  Uni<Long> lastLine() {
    return findById(NewsRow.ID).map(row -> row.lastLine);
  }

  /** Goes on from one line to another; false when another replica was faster. */
  Uni<Boolean> goOn(long from, long to) {
    return update("lastLine = ?1 where id = ?2 and lastLine = ?3", to, NewsRow.ID, from)
        .map(moved -> moved == 1);
  }
}
