package io.sluice.registry.remote;

import io.sluice.kit.problem.ProblemDetail;
import io.sluice.registry.format.Finding;
import io.sluice.registry.git.ForeignCommits;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the registry stands to the external Git server.
 *
 * @param state {@code off}, {@code starting}, {@code in-sync}, {@code foreign}, {@code unrelated},
 *     {@code unreachable}
 * @param url its address; it holds no credentials
 * @param accepted commit of main here, which is what is served
 * @param main commit of main there, when last seen
 * @param checkedAt when the server last answered
 * @param error what is wrong
 * @param foreign commits on main there that no merge made; they are held back
 * @param refusedBranches branches there that break a rule and were not let in
 */
public record RemoteView(
    String state,
    @Nullable String url,
    @Nullable String accepted,
    @Nullable String main,
    @Nullable Instant checkedAt,
    @Nullable String error,
    @Nullable ForeignView foreign,
    List<RefusedView> refusedBranches) {

  /**
   * What is held back.
   *
   * @param count how many commits there are
   * @param commits newest first, at most 50
   * @param branch change branch with their content; its change request can be approved
   * @param problems why there is no such branch
   */
  public record ForeignView(
      Instant since,
      int count,
      List<CommitView> commits,
      @Nullable String branch,
      List<ProblemDetail> problems) {}

  /** One commit; author and subject are what Git metadata claims. */
  public record CommitView(
      String id, String author, Instant at, String subject, List<String> files) {}

  /** A branch that was not let in. */
  public record RefusedView(String branch, String head, List<ProblemDetail> problems) {}

  static final RemoteView OFF =
      new RemoteView("off", null, null, null, null, null, null, List.of());

  static RemoteView of(String url, RemoteStatus status, Instant now) {
    return new RemoteView(
        status.state().word(),
        url,
        status.accepted(),
        status.main(),
        status.checkedAt(),
        status.error(),
        status.held().map(held -> foreign(held, status, now)).orElse(null),
        status.refused().stream()
            .map(
                refused ->
                    new RefusedView(refused.branch(), refused.head(), problems(refused.findings())))
            .toList());
  }

  private static ForeignView foreign(ForeignCommits.Held held, RemoteStatus status, Instant now) {
    Instant since = status.heldSince();
    return new ForeignView(
        since == null ? now : since,
        held.count(),
        held.commits().stream()
            .map(c -> new CommitView(c.id(), c.author(), c.at(), c.subject(), c.files()))
            .toList(),
        held.branch(),
        problems(held.findings()));
  }

  private static List<ProblemDetail> problems(List<Finding> findings) {
    return findings.stream().map(Finding::problem).toList();
  }
}
