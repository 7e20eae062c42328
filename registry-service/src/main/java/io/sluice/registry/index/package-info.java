/**
 * The searchable copy of main in PostgreSQL: a reconciler walks first parents from its marker to
 * the head of main, and moves the marker in the same transaction as what it read.
 */
@NullMarked
package io.sluice.registry.index;

import org.jspecify.annotations.NullMarked;
