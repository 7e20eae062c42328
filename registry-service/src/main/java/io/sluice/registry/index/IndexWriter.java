package io.sluice.registry.index;

import io.sluice.registry.index.IndexTables.Table;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes rows of the index, one statement for a table however many rows there are, into whichever
 * schema the connection's search path names first. The caller's transaction holds them together.
 */
final class IndexWriter {
  private IndexWriter() {}

  static Uni<Void> write(SqlConnection connection, List<IndexRows.Round> rounds) {
    Uni<Void> written = Uni.createFrom().voidItem();
    for (IndexRows.Round round : rounds) {
      written = written.chain(() -> write(connection, round));
    }
    return written;
  }

  private static Uni<Void> write(SqlConnection connection, IndexRows.Round round) {
    return connection
        .preparedQuery(insert(round.table(), round.columns()))
        .execute(Tuple.of(round.json()))
        .replaceWithVoid();
  }

  /** The columns are those that {@link IndexRows} names; nothing here comes from outside. */
  static String insert(Table table, List<String> columns) {
    String names = String.join(", ", columns);
    return """
        INSERT INTO %s (%s)
        SELECT %s FROM json_populate_recordset(NULL::%s, $1::text::json)
        ON CONFLICT (%s) DO UPDATE SET %s
        """
        .formatted(
            table.name(),
            names,
            names,
            table.name(),
            table.key(),
            columns.stream()
                .filter(column -> !column.equals(table.key()))
                .map(column -> column + " = " + table.onConflict(column))
                .collect(Collectors.joining(", ")));
  }
}
