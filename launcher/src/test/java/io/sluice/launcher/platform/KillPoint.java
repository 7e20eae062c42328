package io.sluice.launcher.platform;

import io.sluice.launcher.kill.Place;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the registry is killed, in the order of what happens. {@code nth} is how many passes of the
 * place there are in one run of its scenario: each run kills at one of them.
 */
enum KillPoint {
  PUSH_QUARANTINE_OPENED(Scenario.PUSH, "git.Quarantine#open:after", 1),
  PUSH_PACK_IN_QUARANTINE(Scenario.PUSH, "git.PushReceive#check:before", 1),
  PUSH_CHECKED(Scenario.PUSH, "push.PushService#accepted:before", 1),
  PUSH_RECORDED(Scenario.PUSH, "push.PushService#accepted:after", 1),
  PUSH_PACK_COPIED(Scenario.PUSH, "git.Quarantine#letIn>Files.move:before", 2),
  PUSH_PACK_WITHOUT_INDEX(Scenario.PUSH, "git.Quarantine#letIn>Files.move:after", 2),
  PUSH_RELEASED(Scenario.PUSH, "git.Quarantine#release:after", 1),
  PUSH_REF_LOCKED(Scenario.PUSH, Texts.LOCK, 1),
  PUSH_BRANCH_MOVED(Scenario.PUSH, "git.PushReceive#move>BatchRefUpdate.execute:after", 1),
  PUSH_HINTED(Scenario.PUSH, "push.PushService#moved:after", 1),
  API_COMMIT_MADE(Scenario.API_BRANCH, "branch.BranchService#prepare:after", 1),
  API_PUSH_RECORDED(Scenario.API_BRANCH, "branch.BranchService#move:before", 1),
  API_REF_LOCKED(Scenario.API_BRANCH, Texts.LOCK, 1),
  API_BRANCH_MOVED(Scenario.API_BRANCH, "git.GitWriter#moveBranch:after", 1),
  IMPORT_PLANNED(Scenario.IMPORT, "moving.ImportService#write:before", 1),
  IMPORT_COMMIT_MADE(Scenario.IMPORT, "branch.BranchService#prepare:after", 1),
  IMPORT_PUSH_RECORDED(Scenario.IMPORT, "branch.BranchService#move:before", 1),
  IMPORT_REF_LOCKED(Scenario.IMPORT, Texts.LOCK, 1),
  IMPORT_BRANCH_MOVED(Scenario.IMPORT, "git.GitWriter#moveBranch:after", 1),
  IMPORT_UNREPORTED(Scenario.IMPORT, "moving.ImportService#report:before", 1),
  MERGE_CHECKED(Scenario.MERGE, "merge.MergeService#commit:before", 1),
  MERGE_COMMIT_MADE(Scenario.MERGE, "git.GitWriter#commit:after", 1),
  MERGE_NOTE_WRITTEN(Scenario.MERGE, "git.GitWriter#attest:after", 1),
  MERGE_REF_LOCKED(Scenario.MERGE, Texts.LOCK, 2),
  MERGE_MAIN_MOVED(Scenario.MERGE, "git.GitWriter#advanceMain:after", 1),
  MERGE_BEFORE_BRANCH_ENDS(Scenario.MERGE, "git.GitWriter#deleteBranch:before", 1),
  MERGE_BRANCH_DELETED(Scenario.MERGE, "git.GitWriter#deleteBranch:after", 1),
  INDEX_COMMITS_READ(Scenario.MERGE, "index.IndexStore#append:before", 1),
  INDEX_ROWS_HALF_WRITTEN(Scenario.MERGE, "index.IndexWriter#write:before", 4),
  INDEX_MARKER_MOVED(
      Scenario.MERGE, "index.IndexReconciler#add>BroadcastProcessor.onNext:before", 1),
  INDEX_ANEW_HALF_WRITTEN(Scenario.INDEX_ANEW, "index.IndexWriter#write:before", 5),
  REBUILD_HALF_FILLED(Scenario.REBUILD, "index.IndexWriter#write:before", 5),
  REBUILD_UNSWAPPED(Scenario.REBUILD, "index.IndexSchema#swap:before", 1),
  REBUILD_HALF_SWAPPED(Scenario.REBUILD, "index.IndexSchema#swap>IndexSchema.run:before", 10),
  REBUILD_SWAPPED(Scenario.REBUILD, "index.IndexJobService#ended:before", 1),
  ROLLBACK_CHECKED(Scenario.ROLLBACK, "merge.RollbackService#commit:before", 1),
  ROLLBACK_COMMIT_MADE(Scenario.ROLLBACK, "git.GitWriter#commit:after", 1),
  ROLLBACK_REF_LOCKED(Scenario.ROLLBACK, Texts.LOCK, 1),
  ROLLBACK_MAIN_MOVED(Scenario.ROLLBACK, "git.GitWriter#advanceMain:after", 1);

  /** What is going on when the registry is killed. */
  enum Scenario {
    PUSH,
    API_BRANCH,
    IMPORT,
    MERGE,
    INDEX_ANEW,
    REBUILD,
    ROLLBACK
  }

  final Scenario scenario;
  final Place place;
  final int passes;

  KillPoint(Scenario scenario, String place, int passes) {
    this.scenario = scenario;
    this.place = Place.of(place.startsWith("org.") ? place : "io.sluice.registry." + place);
    this.passes = passes;
  }

  static List<Place> places() {
    return Stream.of(values()).map(point -> point.place).distinct().toList();
  }

  private static final class Texts {
    /** A ref's new value is on disk, in the lock file that keeps everybody else out. */
    private static final String LOCK =
        "org.eclipse.jgit.internal.storage.file.LockFile#commit:before";
  }
}
