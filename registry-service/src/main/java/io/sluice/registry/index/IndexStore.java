package io.sluice.registry.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.sluice.registry.format.Lifecycle;
import io.sluice.registry.index.PromptOrder.Sort;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The index in PostgreSQL. Reads open a session of their own when there is none. */
@ApplicationScoped
public class IndexStore {
  private final ObjectMapper json;
  private final Pool pool;

  @Inject
  IndexStore(ObjectMapper json, Pool pool) {
    this.json = json;
    this.pool = pool;
  }

  /** How far main was read. */
  public record Marker(String commit, long position) {}

  /** Where the index is; empty before the first pass. */
  public Uni<Optional<Marker>> marker() {
    return read(session -> session.find(MarkerRow.class, 1))
        .map(row -> Optional.ofNullable(row).map(r -> new Marker(r.commitId, r.position)));
  }

  /** One version. */
  public Uni<Optional<PromptVersion>> version(String prompt, int number) {
    return read(session -> session.find(VersionRow.class, prompt + "@" + number))
        .map(row -> Optional.ofNullable(row).map(this::version));
  }

  /** Some versions by {@code <prompt>@<number>}; those that are not there are left out. */
  public Uni<List<PromptVersion>> versionsByKey(List<String> keys) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return read(session ->
            session
                .createSelectionQuery("from VersionRow where id in :keys", VersionRow.class)
                .setParameter("keys", keys)
                .getResultList())
        .map(rows -> rows.stream().map(this::version).toList());
  }

  /** All versions of a prompt, newest first. */
  public Uni<List<PromptVersion>> versions(String prompt) {
    return read(session ->
            session
                .createSelectionQuery(
                    "from VersionRow where prompt = :prompt order by number desc", VersionRow.class)
                .setParameter("prompt", prompt)
                .getResultList())
        .map(rows -> rows.stream().map(this::version).toList());
  }

  /** All versions of some prompts, newest first; a prompt without any is left out. */
  public Uni<Map<String, List<PromptVersion>>> versionsOf(Collection<String> prompts) {
    if (prompts.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return read(session ->
            session
                .createSelectionQuery(
                    "from VersionRow where prompt in :prompts order by prompt, number desc",
                    VersionRow.class)
                .setParameter("prompts", List.copyOf(prompts))
                .getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(this::version)
                    .collect(Collectors.groupingBy(PromptVersion::prompt)));
  }

  /**
   * A page of entries.
   *
   * @param after where to start after, or null
   * @param limit at most so many
   */
  public Uni<List<PromptSummary>> prompts(
      PromptFilter filter, PromptOrder order, PromptOrder.@Nullable Position after, int limit) {
    PromptQuery query = new PromptQuery(filter, order, after, limit);
    return read(session -> rows(session, query))
        .map(found -> found.stream().map(SummaryColumns::read).toList());
  }

  private static Uni<List<Object[]>> rows(Mutiny.Session session, PromptQuery query) {
    Mutiny.SelectionQuery<Object[]> sql = session.createNativeQuery(query.sql(), Object[].class);
    query.parameters().forEach(sql::setParameter);
    return sql.getResultList();
  }

  /**
   * Versions below a number, newest first, without their content.
   *
   * @param limit at most so many
   */
  public Uni<List<VersionSummary>> versionsBelow(String prompt, int number, int limit) {
    return read(
        session ->
            session
                .createSelectionQuery(
                    "select number, digest, title, description, author, approvedBy, changeNumber,"
                        + " commitId, createdAt from VersionRow"
                        + " where prompt = :prompt and number < :number order by number desc",
                    VersionSummary.class)
                .setParameter("prompt", prompt)
                .setParameter("number", number)
                .setMaxResults(limit)
                .getResultList());
  }

  /** What has a version in an environment and is deprecated or archived, by id. */
  public Uni<List<PromptSummary>> notActive(String environment) {
    PromptFilter filter =
        new PromptFilter(
            "",
            "",
            "",
            "",
            environment,
            List.of(),
            EnumSet.of(Lifecycle.State.DEPRECATED, Lifecycle.State.ARCHIVED),
            null);
    return prompts(filter, new PromptOrder(Sort.ID, false), null, Integer.MAX_VALUE);
  }

  /** One entry as a list shows it. */
  public Uni<Optional<PromptSummary>> prompt(String id) {
    return read(session -> session.find(PromptRow.class, id))
        .map(row -> Optional.ofNullable(row).map(SummaryColumns::of));
  }

  /** What runs where, for some prompts. */
  public Uni<List<LivePrompt>> liveOf(List<String> prompts) {
    if (prompts.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return read(session ->
            session
                .createSelectionQuery(
                    "from LiveRow where prompt in :prompts order by id", LiveRow.class)
                .setParameter("prompts", prompts)
                .getResultList())
        .map(rows -> rows.stream().map(this::live).toList());
  }

  /**
   * A page of what an environment runs, by prompt.
   *
   * @param after id of the prompt to start after; empty for the first page
   * @param since only what a commit after this position wrote, or changed the entry of; -1 for all
   * @param limit at most so many
   */
  public Uni<List<LivePrompt>> live(String environment, String after, long since, int limit) {
    return read(session ->
            session
                .createSelectionQuery(
                    "from LiveRow l where environment = :environment and prompt > :after"
                        + " and (:since < 0 or position > :since or exists (select 1 from"
                        + " PromptRow p where p.id = l.prompt and p.position > :since))"
                        + " order by prompt",
                    LiveRow.class)
                .setParameter("environment", environment)
                .setParameter("after", after)
                .setParameter("since", since)
                .setMaxResults(limit)
                .getResultList())
        .map(rows -> rows.stream().map(this::live).toList());
  }

  /** The newest change on main that promoted exactly this version to an environment. */
  public Uni<Optional<Promotion>> promotion(
      String environment, String prompt, int version, String digest) {
    return read(
        session ->
            session
                .createSelectionQuery(
                    "from PromotionRow where environment = :environment and prompt = :prompt"
                        + " and version = :version and digest = :digest order by position desc",
                    PromotionRow.class)
                .setParameter("environment", environment)
                .setParameter("prompt", prompt)
                .setParameter("version", version)
                .setParameter("digest", digest)
                .setMaxResults(1)
                .getResultList()
                .flatMap(rows -> withAttestation(session, rows)));
  }

  /** Which versions of some prompts reviewed changes had some environments run. */
  public Uni<Set<PromotedVersion>> promotedVersions(
      Collection<String> environments, Collection<String> prompts) {
    if (environments.isEmpty() || prompts.isEmpty()) {
      return Uni.createFrom().item(Set.of());
    }
    return read(session ->
            session
                .createSelectionQuery(
                    "select distinct environment, prompt, version from PromotionRow"
                        + " where environment in :environments and prompt in :prompts",
                    PromotedVersion.class)
                .setParameter("environments", List.copyOf(environments))
                .setParameter("prompts", List.copyOf(prompts))
                .getResultList())
        .map(Set::copyOf);
  }

  /** Every promotion to an environment, in the order in which they landed. */
  public Uni<List<Promotion>> promotions(String environment, List<String> prompts) {
    if (prompts.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return read(
        session ->
            session
                .createSelectionQuery(
                    "select p.environment, p.prompt, p.version, p.digest, p.changeNumber,"
                        + " m.attestation from PromotionRow p join MergedChangeRow m"
                        + " on m.number = p.changeNumber where p.environment = :environment"
                        + " and p.prompt in :prompts order by p.position",
                    Promotion.class)
                .setParameter("environment", environment)
                .setParameter("prompts", prompts)
                .getResultList());
  }

  /** Every promotion of one version to any environment, in the order in which they landed. */
  public Uni<List<Promotion>> promotionsOf(String prompt, int version) {
    return read(
        session ->
            session
                .createSelectionQuery(
                    "select p.environment, p.prompt, p.version, p.digest, p.changeNumber,"
                        + " m.attestation from PromotionRow p join MergedChangeRow m"
                        + " on m.number = p.changeNumber where p.prompt = :prompt"
                        + " and p.version = :version order by p.position",
                    Promotion.class)
                .setParameter("prompt", prompt)
                .setParameter("version", version)
                .getResultList());
  }

  /** The attestation of a change that is on main. */
  public Uni<Optional<String>> attestation(int change) {
    return read(session -> session.find(MergedChangeRow.class, change))
        .map(row -> Optional.ofNullable(row).map(r -> r.attestation));
  }

  /** The merge commit of a change. */
  public Uni<Optional<String>> mergeCommit(int change) {
    return read(session -> session.find(MergedChangeRow.class, change))
        .map(row -> Optional.ofNullable(row).map(r -> r.commitId));
  }

  /**
   * Adds commits and moves the marker, all or nothing.
   *
   * @param from where the marker must be, or null for an empty index
   * @return false when somebody else moved the marker meanwhile
   */
  Uni<Boolean> append(@Nullable String from, List<IndexRows.Round> rows) {
    return pool.withTransaction(
        connection ->
            lockMarker(connection)
                .chain(
                    at ->
                        Objects.equals(at.orElse(null), from)
                            ? IndexWriter.write(connection, rows).replaceWith(true)
                            : Uni.createFrom().item(false)));
  }

  /** The commit that the index is at, which nobody else moves before the transaction ends. */
  static Uni<Optional<String>> lockMarker(SqlConnection connection) {
    return connection
        .query("SELECT pg_advisory_xact_lock(hashtext('index_marker'))")
        .execute()
        .chain(locked -> connection.query("SELECT commit_id FROM index_marker").execute())
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(row.getString(0));
              }
              return Optional.empty();
            });
  }

  private static Uni<Optional<Promotion>> withAttestation(
      Mutiny.Session session, List<PromotionRow> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    PromotionRow row = rows.getFirst();
    return session
        .find(MergedChangeRow.class, row.changeNumber)
        .map(
            merged ->
                Optional.ofNullable(merged)
                    .map(
                        m ->
                            new Promotion(
                                row.environment,
                                row.prompt,
                                row.version,
                                row.digest,
                                row.changeNumber,
                                m.attestation)));
  }

  /** Reads in the session at hand, or in one of its own. */
  static <T> Uni<T> read(Function<Mutiny.Session, Uni<T>> query) {
    return Panache.withSession(() -> Panache.getSession().flatMap(session -> query.apply(session)));
  }

  private PromptVersion version(VersionRow row) {
    return new PromptVersion(
        row.prompt,
        row.number,
        row.digest,
        parse(row.content),
        row.tests == null ? null : parse(row.tests),
        row.composition == null ? null : Compositions.read(parse(row.composition)),
        row.commitId,
        row.changeNumber,
        row.title,
        row.description,
        row.author,
        row.approvedBy.lines().toList(),
        row.createdAt);
  }

  private LivePrompt live(LiveRow row) {
    return new LivePrompt(
        row.environment,
        row.prompt,
        row.version,
        row.digest,
        row.rollback,
        parse(row.plan),
        row.commitId,
        row.since);
  }

  private JsonNode parse(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The index holds something that is not JSON", e);
    }
  }
}
