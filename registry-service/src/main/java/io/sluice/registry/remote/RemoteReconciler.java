package io.sluice.registry.remote;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.sluice.kit.database.SchemaMigration;
import io.sluice.kit.problem.ProblemException;
import io.sluice.kit.reconcile.ReconcileLoop;
import io.sluice.registry.RegistryProblem;
import io.sluice.registry.git.BranchArrival;
import io.sluice.registry.git.ForeignCommits;
import io.sluice.registry.git.GitRemote;
import io.sluice.registry.git.GitWork;
import io.sluice.registry.git.MainState;
import io.sluice.registry.git.RemoteBranches;
import io.sluice.registry.git.RemoteSync;
import io.sluice.registry.push.PushStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.tuples.Tuple2;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Converges with the external Git server: on a schedule, and sooner when a webhook hints at it.
 * Does nothing when there is none.
 */
@ApplicationScoped
public class RemoteReconciler {
  private static final Logger LOG = Logger.getLogger(RemoteReconciler.class);
  private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(5);

  private final GitRemote remote;
  private final RemoteSync sync;
  private final RemoteBranches branches;
  private final ForeignCommits foreign;
  private final GitWork work;
  private final ArrivalStore arrivals;
  private final PushStore pushes;
  private final RemotePeople people;
  private final SchemaMigration schema;
  private final Clock clock;
  private final ReconcileLoop loop;
  private volatile RemoteStatus status = RemoteStatus.STARTING;

  @Inject
  RemoteReconciler(
      GitRemote remote,
      RemoteSync sync,
      RemoteBranches branches,
      ForeignCommits foreign,
      GitWork work,
      ArrivalStore arrivals,
      PushStore pushes,
      RemotePeople people,
      SchemaMigration schema,
      Clock clock,
      MeterRegistry metrics) {
    this.remote = remote;
    this.sync = sync;
    this.branches = branches;
    this.foreign = foreign;
    this.work = work;
    this.arrivals = arrivals;
    this.pushes = pushes;
    this.people = people;
    this.schema = schema;
    this.clock = clock;
    this.loop = new ReconcileLoop("git-remote", this::pass, clock, metrics);
    if (remote.isSet()) {
      metrics.gauge("sluice_git_remote_up", this, r -> r.status.isUp() ? 1 : 0);
      metrics.gauge("sluice_git_foreign_commits", this, r -> r.status.foreignCommits());
    }
  }

  @Scheduled(every = "${sluice.git.remote.every:30s}", identity = "git-remote")
  Uni<Void> tick() {
    return remote.isSet() ? loop.run() : Uni.createFrom().voidItem();
  }

  /** Makes the next pass come now. */
  void hint() {
    tick().subscribe().with(done -> {}, e -> LOG.warn("A pass could not be started", e));
  }

  /** Runs a pass, or asks for another one if one is under way. */
  Uni<Void> now() {
    return tick();
  }

  /** How things stand. */
  RemoteStatus status() {
    return status;
  }

  private Uni<Void> pass() {
    return work.run(sync::run)
        .onFailure(RemoteReconciler::isUnreachable)
        .invoke(e -> status = status.unreachable(String.valueOf(e.getMessage())))
        .chain(
            report ->
                schema
                    .done()
                    .ifNoItem()
                    .after(DATABASE_PATIENCE)
                    .fail()
                    .onItemOrFailure()
                    .call((ready, e) -> note(report, e == null))
                    .chain(ready -> record(report))
                    .chain(done -> letIn(report)))
        .chain(done -> Uni.createFrom().voidItem());
  }

  private static boolean isUnreachable(Throwable e) {
    return e instanceof ProblemException problem
        && problem.type() == RegistryProblem.GIT_REMOTE_UNAVAILABLE;
  }

  /** What Git says is known with or without the database; only since when is not. */
  private Uni<Void> note(RemoteSync.Report report, boolean databaseReady) {
    RemoteStatus before = status;
    status = RemoteStatus.of(report, before, clock.instant());
    shout(before, status);
    if (!databaseReady || report.held().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return arrivals
        .heldSince(report.held().get().head(), clock.instant())
        .invoke(since -> status = status.since(since))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private static void shout(RemoteStatus before, RemoteStatus now) {
    if (now.isForeign() && !now.foreignHead().equals(before.foreignHead())) {
      LOG.errorf(
          "Main on the Git server holds %d commit(s) that no merge made, up to %s; they are held"
              + " back. See GET /v1/git/remote; approve their change request, or POST"
              + " /v1/git/foreign/revert.",
          now.foreignCommits(), now.foreignHead().orElse(""));
    }
    if (now.state() == RemoteStatus.State.UNRELATED && before.state() != now.state()) {
      LOG.error(
          "Main on the Git server shares no history with main here: sluice.git.remote is another"
              + " repository, or this registry has data of its own. Nothing is exchanged.");
    }
    if (before.isForeign() && !now.isForeign()) {
      LOG.info("Main on the Git server holds no foreign commits any more");
    }
  }

  /** Who did it, or that it is not known who, before anything moves here. */
  private Uni<Void> record(RemoteSync.Report report) {
    return Multi.createFrom()
        .iterable(arriving(report))
        .onItem()
        .transformToUniAndConcatenate(arrival -> arrivals.add(arrival, clock.instant()))
        .collect()
        .last()
        .chain(
            added ->
                Multi.createFrom()
                    .iterable(report.branches().departed())
                    .onItem()
                    .transformToUniAndConcatenate(
                        branch -> pushes.ended(branch, PushStore.UNKNOWN, clock.instant()))
                    .collect()
                    .last())
        .chain(ended -> arrivals.open())
        .chain(
            open ->
                Multi.createFrom()
                    .iterable(open)
                    .onItem()
                    .transformToUniAndConcatenate(this::identify)
                    .collect()
                    .last())
        .replaceWithVoid();
  }

  private static List<BranchArrival> arriving(RemoteSync.Report report) {
    List<BranchArrival> arriving = new ArrayList<>(report.branches().arrivals());
    report.held().flatMap(ForeignCommits.Held::offer).ifPresent(arriving::add);
    return arriving;
  }

  private Uni<Void> identify(ArrivalStore.Open arrival) {
    return arrivals
        .events(arrival.ref())
        .map(events -> PusherChain.accounts(arrival.from(), arrival.to(), events))
        .map(accounts -> accounts.flatMap(this::subjects))
        .chain(
            subjects ->
                subjects.isPresent()
                    ? arrivals.resolve(arrival, subjects.get(), clock.instant())
                    : Uni.createFrom().voidItem());
  }

  /** Empty when one of them is nobody that is known here. */
  private Optional<List<String>> subjects(Set<String> accounts) {
    List<String> subjects = accounts.stream().flatMap(a -> people.subject(a).stream()).toList();
    return subjects.size() == accounts.size() ? Optional.of(subjects) : Optional.empty();
  }

  private Uni<Tuple2<Boolean, Boolean>> letIn(RemoteSync.Report report) {
    return work.run(
        () -> {
          boolean all = true;
          for (BranchArrival arrival : report.branches().arrivals()) {
            all &= branches.letIn(arrival);
          }
          Optional<BranchArrival> offer = report.held().flatMap(ForeignCommits.Held::offer);
          if (offer.isPresent()) {
            branches.letIn(offer.get());
            foreign.offered(offer.get());
          }
          if (offer.isPresent() || report.branches().more()) {
            hint();
          }
          return Tuple2.of(all, report.state() instanceof MainState.InSync);
        });
  }
}
