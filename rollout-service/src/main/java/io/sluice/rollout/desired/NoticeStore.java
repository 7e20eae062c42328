package io.sluice.rollout.desired;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.kit.reconcile.InTurn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The prompts that are not active. All methods run within the caller's session. */
@ApplicationScoped
public class NoticeStore implements PanacheRepositoryBase<NoticeRow, NoticeRow.Key> {

  /** Keeps exactly these for an environment; true when that changes anything. */
  Uni<Boolean> replace(String environment, Set<PromptNotice> notices) {
    return list("environment", environment)
        .chain(
            rows -> {
              Set<PromptNotice> known =
                  rows.stream().map(NoticeRow::value).collect(Collectors.toSet());
              if (known.equals(notices)) {
                return Uni.createFrom().item(false);
              }
              return write(rows, notices).replaceWith(true);
            });
  }

  private Uni<Void> write(List<NoticeRow> rows, Set<PromptNotice> notices) {
    Set<String> kept = notices.stream().map(PromptNotice::prompt).collect(Collectors.toSet());
    return getSession()
        .chain(
            session -> {
              List<NoticeRow> gone =
                  rows.stream().filter(row -> !kept.contains(row.prompt)).toList();
              return InTurn.each(gone, session::remove)
                  .chain(() -> InTurn.each(notices, notice -> session.merge(NoticeRow.of(notice))))
                  .chain(session::flush);
            });
  }

  /** All of them, of every environment. */
  public Uni<List<PromptNotice>> all() {
    return listAll().map(rows -> rows.stream().map(NoticeRow::value).toList());
  }
}
