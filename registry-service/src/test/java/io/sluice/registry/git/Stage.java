package io.sluice.registry.git;

import io.sluice.testkit.GitClient;
import java.util.List;

/**
 * Where shapes are tried: a clone at main, and the server.
 *
 * @param main commit id of main
 */
record Stage(GitClient git, String url, String token, String main) {
  /** Takes the clone back to main. */
  Stage clean() {
    git.must("checkout", "-q", "-f", "-B", "work", main);
    git.must("clean", "-fdxq");
    return this;
  }

  /** Runs git, and takes it for done whatever comes of it. */
  String git(String... arguments) {
    GitClient.Result result = git.run(arguments);
    return result.output() + (result.ok() ? "\nDONE" : "\nREFUSED");
  }

  /** Commits what is in the work tree. */
  Stage commit() {
    git.must("add", "-A", "-f");
    git.must("commit", "-q", "--allow-empty", "-m", "A change");
    return this;
  }

  Stage write(String path, String text) {
    git.write(path, text);
    return this;
  }

  /** Pushes what is checked out to a change branch. */
  String push(String branch) {
    return git("push", "origin", "HEAD:refs/heads/changes/" + branch);
  }

  String pushFile(String path, String text) {
    return write(path, text).commit().push("shape");
  }

  String hand(HandPush push) {
    String said = push.send(url, token);
    return said + (said.contains("unpack ok") && !said.contains("ng ") ? "\nDONE" : "\nREFUSED");
  }

  /** Pushes a commit on main with a tree that is given by its bytes. */
  String handTree(HandPack pack, byte[] tree) {
    String commit = pack.commit(pack.tree(tree), main);
    return hand(HandPush.create("refs/heads/changes/shape", commit, pack.bytes()));
  }

  /** Makes the push options of a command line. */
  static String[] with(List<String> start, List<String> more) {
    return java.util.stream.Stream.concat(start.stream(), more.stream()).toArray(String[]::new);
  }
}
