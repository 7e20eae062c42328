package io.sluice.kit.reconcile;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** Does something for each of many, one after the other. */
public final class InTurn {
  private InTurn() {}

  /**
   * Completes when the step of the last item has; the first failure ends it, and no later step is
   * begun. For any number of items: a chain of as many {@code Uni} overflows the stack.
   */
  public static <T> Uni<Void> each(Iterable<T> items, Function<? super T, Uni<?>> step) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUniAndConcatenate(item -> step.apply(item).replaceWithVoid())
        .onItem()
        .ignoreAsUni();
  }

  /**
   * The same for items that have nothing to do with each other: a failure keeps no other item from
   * its turn. Fails after the last one with what failed.
   */
  public static <T> Uni<Void> eachDespiteFailures(
      Iterable<T> items, Function<? super T, Uni<?>> step) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUni(item -> step.apply(item).replaceWithVoid())
        .collectFailures()
        .concatenate()
        .onItem()
        .ignoreAsUni();
  }
}
