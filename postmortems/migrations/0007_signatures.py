import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitation'),
        ('accounts', '__first__'),
        ('postmortems', '0006_action_moves'),
    ]

    operations = [
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('role', models.CharField(choices=[('incident_lead', 'Incident Lead'), ('postmortem_lead', 'Post-mortem Lead'), ('engineering_manager', 'Engineering Manager')], max_length=20)),
                ('full_name', models.CharField(max_length=150)),
                ('decision', models.CharField(choices=[('approved', 'Approved'), ('changes_requested', 'Changes requested')], max_length=17)),
                ('comment', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('seq', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('key_id', models.CharField(max_length=16)),
                ('previous_mac', models.CharField(blank=True, default='', max_length=64)),
                ('mac', models.CharField(max_length=64)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['postmortem', 'number'],
            },
        ),
        migrations.CreateModel(
            name='SignedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('text', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='signature',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signature',
            name='postmortem',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='postmortems.postmortem'),
        ),
        migrations.AddField(
            model_name='signedtext',
            name='postmortem',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_texts', to='postmortems.postmortem'),
        ),
        migrations.AddField(
            model_name='signature',
            name='signed_text',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='postmortems.signedtext'),
        ),
        migrations.AddConstraint(
            model_name='signedtext',
            constraint=models.UniqueConstraint(fields=('postmortem', 'sha256'), name='signedtext_once'),
        ),
        migrations.AddConstraint(
            model_name='signedtext',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='signedtext_sha256'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('postmortem', 'number'), name='signature_number_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('postmortem', 'role'), name='signature_current_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['incident_lead', 'postmortem_lead', 'engineering_manager'])), name='signature_role'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['approved', 'changes_requested'])), name='signature_decision'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('decision', 'approved'), models.Q(('comment', ''), _negated=True), _connector='OR'), name='signature_changes_with_comment'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('mac__regex', '^[0-9a-f]{64}$'), ('sha256__regex', '^[0-9a-f]{64}$')), name='signature_digests'),
        ),
    ]
