from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        # Connected here: the models are not there before.
        from notifications.signals import connect

        connect()
