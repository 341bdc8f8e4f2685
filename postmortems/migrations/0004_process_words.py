from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitation'),
        ('accounts', '__first__'),
        ('postmortems', '0003_inspection'),
    ]

    operations = [
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(choices=[('opened', 'opened this post-mortem'), ('imported', 'imported this post-mortem'), ('renamed', 'changed the incident ID'), ('visibility_changed', 'changed who may read it'), ('participants_changed', 'changed the participants'), ('restricted_read', 'opened this post-mortem to themselves, as administrator'), ('submitted', 'submitted it for review'), ('withdrawn', 'took the submission back'), ('approved', 'signed it'), ('changes_requested', 'requested changes'), ('signed_off', 'gave the last signature: it is signed off'), ('reopened', 'reopened it'), ('excused', 'marked it as not required'), ('waived', 'waived the 48-hour deadline'), ('checked', 'answered a follow-up check'), ('closed', 'closed it'), ('shared', 'shared it'), ('action_started', 'started an action'), ('action_blocked', 'marked an action as blocked'), ('action_completed', 'completed an action'), ('action_declined', 'decided against an action'), ('action_reopened', 'reopened an action'), ('action_postponed', 'postponed an action'), ('action_handed_over', 'handed an action over'), ('action_snoozed', 'put off the reminders of an action')], max_length=24),
        ),
        migrations.AlterField(
            model_name='change',
            name='via',
            field=models.CharField(choices=[('form', 'Form'), ('live', 'Live'), ('restore', 'Restore'), ('import', 'Import'), ('api', 'API'), ('system', 'System'), ('verb', 'Verb')], max_length=8),
        ),
    ]
