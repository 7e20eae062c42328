/**
 * The secrets of one local platform, made on its machine at the first start and never anywhere
 * else: files of mode 0600 in a folder of mode 0700.
 */
@NullMarked
package io.sluice.launcher.keys;

import org.jspecify.annotations.NullMarked;
