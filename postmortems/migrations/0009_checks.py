import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_invitation'),
        ('accounts', '__first__'),
        ('postmortems', '0008_signatures_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(choices=[('week', '+1 week'), ('month', '+1 month'), ('quarter', '+1 quarter')], max_length=8)),
                ('planned_on', models.DateField()),
                ('answer', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], default='', max_length=6)),
                ('note', models.TextField(blank=True, default='')),
                ('again_on', models.DateField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['postmortem', 'planned_on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='check',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='check',
            name='postmortem',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='postmortems.postmortem'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['planned_on'], name='check_open'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(('period__in', ['week', 'month', 'quarter'])), name='check_period'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('again_on', None), ('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answer__in', ['yes', 'partly', 'no']), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='check_answered_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('postmortem', 'period'), name='check_open_once'),
        ),
    ]
