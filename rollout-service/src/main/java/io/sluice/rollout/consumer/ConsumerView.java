package io.sluice.rollout.consumer;

import java.time.LocalDate;

/**
 * An app that fetched a prompt.
 *
 * @param app subject of its token
 * @param firstDay within the days that are looked back on, in UTC
 * @param days on how many of them it did
 */
public record ConsumerView(String app, LocalDate firstDay, LocalDate lastDay, long days) {}
