package io.sluice.registry.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.registry.index.IndexTables.Table;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes rows of the index, one statement for a table however many rows there are, into whichever
 * schema the connection's search path names first. The caller's transaction holds them together.
 */
final class IndexWriter {
  private IndexWriter() {}

  static Uni<Void> write(SqlConnection connection, IndexRows rows) {
    Uni<Void> written = Uni.createFrom().voidItem();
    for (IndexRows.Round round : rows.rounds()) {
      written = written.chain(() -> write(connection, round.table(), round.rows()));
    }
    return written;
  }

  private static Uni<Void> write(SqlConnection connection, Table table, List<ObjectNode> rows) {
    String json =
        rows.stream().map(ObjectNode::toString).collect(Collectors.joining(",", "[", "]"));
    List<String> columns = new ArrayList<>();
    rows.getFirst().fieldNames().forEachRemaining(columns::add);
    return connection
        .preparedQuery(insert(table, columns))
        .execute(Tuple.of(json))
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
