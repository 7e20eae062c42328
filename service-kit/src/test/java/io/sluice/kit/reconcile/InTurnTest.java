package io.sluice.kit.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InTurnTest {
  @Test
  void anyNumberIsDoneInOrder() {
    List<Integer> items = IntStream.range(0, 200_000).boxed().toList();
    List<Integer> done = new ArrayList<>();
    InTurn.each(items, item -> Uni.createFrom().item(item).invoke(done::add))
        .await()
        .indefinitely();
    assertEquals(items, done);
  }

  @Test
  void theFirstFailureEndsIt() {
    List<Integer> begun = new ArrayList<>();
    Uni<Void> all =
        InTurn.each(
            List.of(1, 2, 3),
            item -> {
              begun.add(item);
              return item == 2
                  ? Uni.createFrom().failure(new IllegalStateException("two"))
                  : Uni.createFrom().voidItem();
            });
    assertEquals(
        "two",
        assertThrows(IllegalStateException.class, () -> all.await().indefinitely()).getMessage());
    assertEquals(List.of(1, 2), begun);
  }

  @Test
  void aFailureKeepsNoOtherFromItsTurn() {
    List<Integer> begun = new ArrayList<>();
    Uni<Void> all =
        InTurn.eachDespiteFailures(
            List.of(1, 2, 3),
            item -> {
              begun.add(item);
              return item == 3
                  ? Uni.createFrom().voidItem()
                  : Uni.createFrom().failure(new IllegalStateException("no " + item));
            });
    String said =
        assertThrows(CompositeException.class, () -> all.await().indefinitely()).getMessage();
    assertTrue(said.contains("no 1") && said.contains("no 2"), said);
    assertEquals(List.of(1, 2, 3), begun);
  }

  @Test
  void nothingIsDoneForNobody() {
    InTurn.each(List.of(), item -> Uni.createFrom().failure(new IllegalStateException()))
        .await()
        .indefinitely();
  }
}
