/**
 * Everything that touches Git, and the only package that sees JGit: the bare repository, the smart
 * HTTP protocol, what a push may bring, commits on branches and on main. All of it blocks; callers
 * use {@link io.sluice.registry.git.GitWork}.
 */
@NullMarked
package io.sluice.registry.git;

import org.jspecify.annotations.NullMarked;
