package io.sluice.review.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.sluice.review.change.Change.Proposal;
import io.sluice.review.change.Change.Revision;
import io.sluice.review.registry.Comparison;
import io.sluice.review.registry.Comparison.FileChange;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Change requests and their revisions in the database. */
@ApplicationScoped
public class ChangeStore implements PanacheRepositoryBase<ChangeRow, Long> {
  private static final List<ChangeState> LIVE =
      List.of(ChangeState.OPEN, ChangeState.REJECTED, ChangeState.MERGING);

  private final ObjectMapper json;

  @Inject
  ChangeStore(ObjectMapper json) {
    // What an older or newer release stored has to stay readable.
    this.json = json.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** A change as it is now. */
  public Uni<Optional<Change>> get(long number) {
    return findById(number).map(this::read);
  }

  /** A change, locked until the transaction ends: decisions about one change happen in turn. */
  public Uni<Optional<Change>> lock(long number) {
    return findById(number, LockModeType.PESSIMISTIC_WRITE).map(this::read);
  }

  /**
   * Makes transactions that follow the same branch wait for each other: there is no row to lock
   * before its change is opened, and a refused insert would leave a gap in the numbers.
   */
  Uni<Void> lockBranch(String branch) {
    return getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:branch, 0))",
                        Integer.class)
                    .setParameter("branch", branch)
                    .getSingleResult())
        .replaceWithVoid();
  }

  /** The live change of a branch, locked. */
  Uni<Optional<Change>> lockLive(String branch) {
    return find("branch = ?1 and state in ?2", branch, LIVE)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .map(this::read);
  }

  /** The newest change that a branch name ever had. */
  Uni<Optional<Change>> newest(String branch) {
    return find("branch = ?1 order by number desc", branch).firstResult().map(this::read);
  }

  /** All live changes, reduced to what tells whether they need another look. */
  Uni<List<LiveBranch>> live() {
    return find("select branch, state, head, mainHead from ChangeRow where state in ?1", LIVE)
        .project(LiveBranch.class)
        .list();
  }

  /**
   * Changes with numbers below {@code before}, newest first.
   *
   * @param state only these, or null for all
   * @param branch only those of this branch, or null for all
   */
  public Uni<List<Change>> page(
      @Nullable ChangeState state, @Nullable String branch, long before, int limit) {
    StringBuilder where = new StringBuilder("number < :before");
    Map<String, Object> parameters = new HashMap<>(Map.of("before", before));
    if (state != null) {
      where.append(" and state = :state");
      parameters.put("state", state);
    }
    if (branch != null) {
      where.append(" and branch = :branch");
      parameters.put("branch", branch);
    }
    return find(where + " order by number desc", parameters)
        .range(0, limit - 1)
        .list()
        .map(rows -> rows.stream().map(this::change).toList());
  }

  /** Adds a change and returns it with its number; the caller holds the branch's lock. */
  Uni<Change> add(Change change) {
    ChangeRow row = new ChangeRow();
    row.branch = change.branch();
    row.author = change.author();
    row.createdAt = change.createdAt();
    write(change, row);
    return persistAndFlush(row).map(this::change);
  }

  /** Writes a change that this transaction has locked. */
  Uni<Void> update(Change change) {
    return findById(change.number()).invoke(row -> write(change, row)).replaceWithVoid();
  }

  /** Keeps a revision with its diffs. */
  Uni<Void> addRevision(Change change, Comparison comparison) {
    RevisionRow row = new RevisionRow();
    row.key = new RevisionRow.Key(change.number(), change.revision().number());
    row.head = comparison.head();
    row.base = comparison.base();
    row.files = toJson(comparison.files());
    row.createdAt = change.updatedAt();
    return getSession().chain(session -> session.persist(row));
  }

  /** One revision with its diffs. */
  public Uni<Optional<RevisionDiff>> revision(long number, int revision) {
    return getSession()
        .chain(s -> s.find(RevisionRow.class, new RevisionRow.Key(number, revision)))
        .map(
            row ->
                Optional.ofNullable(row)
                    .map(
                        r ->
                            new RevisionDiff(
                                r.key.revision(),
                                r.head,
                                r.base,
                                fromJson(r.files, new TypeReference<List<FileChange>>() {}))));
  }

  private void write(Change change, ChangeRow row) {
    row.state = change.state();
    row.title = change.proposal().title();
    row.description = change.proposal().description();
    row.promoteTo = change.proposal().promoteTo();
    row.contributors = change.proposal().contributors().toArray(String[]::new);
    row.revision = change.revision().number();
    row.head = change.head();
    row.mainHead = change.revision().comparison().mainHead();
    row.digest = change.digest();
    row.comparison = toJson(change.revision().comparison());
    row.mergeCommit = change.mergeCommit();
    row.updatedAt = change.updatedAt();
  }

  private Optional<Change> read(@Nullable ChangeRow row) {
    return Optional.ofNullable(row).map(this::change);
  }

  private Change change(ChangeRow row) {
    return new Change(
        row.number,
        row.branch,
        row.author,
        row.state,
        new Proposal(row.title, row.description, row.promoteTo, Set.of(row.contributors)),
        new Revision(
            row.revision, row.digest, fromJson(row.comparison, new TypeReference<Comparison>() {})),
        row.mergeCommit,
        row.createdAt,
        row.updatedAt);
  }

  private String toJson(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was read from JSON can be written as JSON", e);
    }
  }

  private <T> T fromJson(String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored comparison cannot be read", e);
    }
  }
}
