package io.sluice.registry.index;

import io.sluice.registry.index.IndexJob.Comparison;
import io.sluice.registry.index.IndexJob.Difference;
import io.sluice.registry.index.IndexTables.Table;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The schema {@code rebuild}, where the index's tables are made anew beside the live ones, to take
 * their place or to be compared with them. Everything goes over one connection, on which the names
 * of the tables mean those in {@code rebuild} after {@link #begin}.
 */
final class IndexSchema {
  private static final String BESIDE = "rebuild";
  private static final int MAX_DIFFERENCES = 100;

  private final SqlConnection connection;
  private final String live;

  private IndexSchema(SqlConnection connection, String live) {
    this.connection = connection;
    this.live = live;
  }

  /** Makes empty tables with the keys that writing needs; what an earlier attempt left is gone. */
  static Uni<IndexSchema> begin(SqlConnection connection) {
    return connection
        .query("SELECT current_schema()")
        .execute()
        .map(rows -> new IndexSchema(connection, rows.iterator().next().getString(0)))
        .call(schema -> schema.run("SET client_min_messages TO warning"))
        .call(
            schema ->
                schema
                    .each(IndexTables.ALL, schema::make)
                    .chain(() -> schema.run("SET search_path TO " + BESIDE))
                    // Nothing here is acknowledged to anybody before the swap, which is durable.
                    .chain(() -> schema.run("SET synchronous_commit TO off")));
  }

  /** Makes the connection what it was before {@link #begin}. */
  static Uni<Void> leave(SqlConnection connection) {
    return connection
        .query("RESET search_path")
        .execute()
        .chain(() -> connection.query("RESET synchronous_commit").execute())
        .chain(() -> connection.query("RESET client_min_messages").execute())
        .replaceWithVoid();
  }

  /** Adds the indexes that the live tables have, under the same names, once the rows are there. */
  Uni<Void> finish() {
    return run("""
            SELECT replace(indexdef, ' ON %1$s.', ' ON %2$s.') FROM pg_indexes i
            WHERE schemaname = '%1$s' AND tablename IN (%3$s) AND NOT EXISTS (
              SELECT FROM pg_constraint WHERE conname = indexname
                AND conrelid = format('%%I.%%I', schemaname, tablename)::regclass)
            """
            .formatted(live, BESIDE, names()))
        .chain(statements -> each(texts(statements), this::run))
        .chain(() -> each(IndexTables.ALL, table -> run("ANALYZE " + BESIDE + "." + table.name())));
  }

  /** Nobody moves the live index before the caller's transaction ends. */
  Uni<Void> lockLive() {
    return run("SELECT pg_advisory_xact_lock(hashtext('index_marker'))").replaceWithVoid();
  }

  /** The caller's transaction, which begins with this, sees one moment only. */
  Uni<Void> stillSnapshot() {
    return run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").replaceWithVoid();
  }

  /** The commit that the live index is at. */
  Uni<Optional<String>> live() {
    return run("SELECT commit_id FROM %s.index_marker".formatted(live))
        .map(rows -> texts(rows).stream().findFirst());
  }

  /**
   * Puts these tables where the live ones are, within the caller's transaction. Readers wait for
   * milliseconds; where a long reader is in the way, this fails soon and may be tried again.
   */
  Uni<Void> swap() {
    return run("SET LOCAL lock_timeout = '500ms'")
        .chain(() -> run("SET LOCAL synchronous_commit TO on"))
        .chain(
            () ->
                each(
                    IndexTables.ALL,
                    table ->
                        run("DROP TABLE %s.%s".formatted(live, table.name()))
                            .chain(
                                () ->
                                    run(
                                        "ALTER TABLE %s.%s SET SCHEMA %s"
                                            .formatted(BESIDE, table.name(), live)))));
  }

  /** Compares the live rows with these, and removes these. */
  Uni<Comparison> compare() {
    List<Difference> found = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    List<Table> compared =
        IndexTables.ALL.stream().filter(table -> table != IndexTables.MARKER).toList();
    return each(compared, table -> compare(table, found, counts))
        .map(done -> new Comparison(counts.stream().mapToLong(Long::longValue).sum(), found));
  }

  /** Removes what was made. */
  Uni<Void> drop() {
    return each(
        IndexTables.ALL,
        table -> run("DROP TABLE IF EXISTS %s.%s".formatted(BESIDE, table.name())));
  }

  private Uni<Void> compare(Table table, List<Difference> found, List<Long> counts) {
    return connection
        .preparedQuery(
            """
            SELECT coalesce(l.%1$s, r.%1$s)::text AS key,
              CASE WHEN r.%1$s IS NULL THEN 'extra' WHEN l.%1$s IS NULL THEN 'missing'
                ELSE 'different' END AS kind,
              count(*) OVER () AS total
            FROM %2$s.%4$s l FULL JOIN %3$s.%4$s r ON l.%1$s = r.%1$s
            WHERE l::text IS DISTINCT FROM r::text
            ORDER BY 1 LIMIT $1
            """
                .formatted(table.key(), live, BESIDE, table.name()))
        .execute(Tuple.of(MAX_DIFFERENCES))
        .invoke(
            rows -> {
              for (Row row : rows) {
                if (found.size() < MAX_DIFFERENCES) {
                  found.add(
                      new Difference(table.name(), row.getString("key"), row.getString("kind")));
                }
              }
              counts.add(rows.size() == 0 ? 0L : rows.iterator().next().getLong("total"));
            })
        .replaceWithVoid();
  }

  /**
   * A table without its indexes but with its keys, under the names that the live one gives them.
   */
  private Uni<Void> make(Table table) {
    String beside = BESIDE + "." + table.name();
    String model = live + "." + table.name();
    return run("DROP TABLE IF EXISTS " + beside)
        .chain(
            () ->
                run(
                    "CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)"
                        .formatted(beside, model)))
        .chain(
            () ->
                run(
                    """
                    SELECT format('ALTER TABLE %s ADD CONSTRAINT %%I %%s', conname,
                      pg_get_constraintdef(oid)) FROM pg_constraint
                    WHERE conrelid = '%s'::regclass AND contype IN ('p', 'u')
                    """
                        .formatted(beside, model)))
        .chain(statements -> each(texts(statements), this::run));
  }

  private Uni<RowSet<Row>> run(String sql) {
    return connection.query(sql).execute();
  }

  private <T> Uni<Void> each(List<T> items, Function<T, Uni<?>> step) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (T item : items) {
      done = done.chain(() -> step.apply(item)).replaceWithVoid();
    }
    return done;
  }

  private static String names() {
    return String.join(
        ", ", IndexTables.ALL.stream().map(table -> "'" + table.name() + "'").toList());
  }

  private static List<String> texts(RowSet<Row> rows) {
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.getString(0)));
    return texts;
  }
}
