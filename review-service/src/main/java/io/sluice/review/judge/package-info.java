/**
 * A model as judge of another one's outputs: what it is asked, how its votes are read, and what
 * three of them come to. Pure; asking is somebody else's job.
 */
@NullMarked
package io.sluice.review.judge;

import org.jspecify.annotations.NullMarked;
