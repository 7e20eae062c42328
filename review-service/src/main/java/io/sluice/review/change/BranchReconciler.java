package io.sluice.review.change;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.reconcile.InTurn;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.review.registry.BranchList;
import io.sluice.review.registry.RegistryClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks at all branches of the registry and converges those that differ from what is known: new
 * ones, moved ones, gone ones, and every one when main has moved.
 */
@ApplicationScoped
public class BranchReconciler {
  private static final Logger LOG = Logger.getLogger(BranchReconciler.class);
  private static final int MAX_FAILURES_IN_A_ROW = 5;

  private final RegistryClient registry;
  private final ChangeStore changes;
  private final ChangeService service;
  private final ReconcileLoop loop;
  private volatile boolean schemaReady;
  private volatile Set<String> failedLast = Set.of();

  @Inject
  BranchReconciler(
      RegistryClient registry,
      ChangeStore changes,
      ChangeService service,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.registry = registry;
    this.changes = changes;
    this.service = service;
    this.loop = new ReconcileLoop("branches", this::pass, clock, metrics);
    schema.done().subscribe().with(ignored -> schemaReady = true);
  }

  @Scheduled(
      every = "{sluice.branches.poll}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return schemaReady ? loop.run() : Uni.createFrom().voidItem();
  }

  private Uni<Void> pass() {
    return registry
        .branches()
        .chain(
            list ->
                Panache.withSession(changes::live).chain(live -> converge(outOfDate(list, live))));
  }

  /** Branches whose change is missing or was last compared with another head or another main. */
  static Set<String> outOfDate(BranchList list, List<LiveBranch> live) {
    Map<String, LiveBranch> known =
        live.stream().collect(Collectors.toMap(LiveBranch::branch, Function.identity()));
    Set<String> branches = new LinkedHashSet<>();
    for (BranchList.Branch branch : list.branches()) {
      LiveBranch change = known.remove(branch.branch());
      if (change == null || !isCurrent(change, branch.head(), list.mainHead())) {
        branches.add(branch.branch());
      }
    }
    known.values().stream()
        .filter(gone -> gone.state() != ChangeState.MERGING)
        .forEach(gone -> branches.add(gone.branch()));
    return branches;
  }

  private static boolean isCurrent(LiveBranch change, String head, String mainHead) {
    return change.state() == ChangeState.MERGING
        || (change.head().equals(head) && change.mainHead().equals(mainHead));
  }

  /**
   * One after the other. A branch that fails holds no other one up, but fails the pass; a row of
   * failures means that the registry is away, and the rest waits for the next pass.
   */
  private Uni<Void> converge(Set<String> branches) {
    Map<String, String> failures = new LinkedHashMap<>();
    AtomicInteger inARow = new AtomicInteger();
    Uni<Void> all =
        InTurn.each(
            inOrder(branches),
            branch ->
                inARow.get() >= MAX_FAILURES_IN_A_ROW
                    ? Uni.createFrom().voidItem()
                    : converge(branch, failures, inARow));
    return all.invoke(
        () -> {
          failedLast = Set.copyOf(failures.keySet());
          if (!failures.isEmpty()) {
            throw new IllegalStateException("not converged: " + failures);
          }
        });
  }

  /** What failed last time comes last, so that it cannot keep others from their turn for ever. */
  private List<String> inOrder(Set<String> branches) {
    return branches.stream().sorted(Comparator.comparing(failedLast::contains)).toList();
  }

  private Uni<Void> converge(
      String branch, Map<String, String> failures, AtomicInteger failuresInARow) {
    return service
        .track(branch)
        .invoke(ignored -> failuresInARow.set(0))
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(
            e -> {
              LOG.debugf(e, "Branch %s", branch);
              failures.put(branch, String.valueOf(e.getMessage()));
              failuresInARow.incrementAndGet();
              return Uni.createFrom().voidItem();
            });
  }
}
