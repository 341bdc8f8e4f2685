from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitation'),
        ('accounts', '__first__'),
        ('postmortems', '0004_process_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='postmortem',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='postmortem',
            name='scheduled_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='postmortem',
            name='signed_off_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='postmortem',
            name='submitted_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='postmortem',
            name='waived_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='postmortem',
            name='waiver',
            field=models.TextField(blank=True, default='', editable=False),
        ),
        migrations.AddConstraint(
            model_name='postmortem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('waived_at', None), ('waiver', '')), models.Q(('waived_at__isnull', False), models.Q(('waiver', ''), _negated=True)), _connector='OR'), name='postmortem_waived_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='postmortem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('locked_at_seq__isnull', False), ('signed_off_at__isnull', False), ('status__in', ('signed_off', 'closed'))), models.Q(('locked_at_seq', None), ('signed_off_at', None), ('status__in', ('draft', 'in_review', 'not_required'))), _connector='OR'), name='postmortem_signed_off_is_frozen'),
        ),
        migrations.AddConstraint(
            model_name='postmortem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='postmortem_closed_with_at'),
        ),
    ]
