package io.sluice.review.notification;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** A delivery as stored. */
@Entity
@Table(name = "notification_delivery")
@NullUnmarked
class DeliveryRow {
  /** Where a delivery stands. */
  enum State {
    PENDING,
    DELIVERED,
    DEAD
  }

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  String channel;

  String kind;

  @Column(name = "change_number")
  Long changeNumber;

  @Column(name = "message_id")
  String messageId;

  String content;

  @Enumerated(EnumType.STRING)
  State state;

  int attempts;

  @Column(name = "last_error")
  String lastError;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "due_at")
  Instant dueAt;

  @Column(name = "ended_at")
  Instant endedAt;
}
